/** The sign-in page and the codes that it gives. */

import { expect, test } from '@playwright/test';
import { authorization, codeFor, exchange, fillSignInForm } from '../support/hosted.ts';
import { addPerson } from '../support/people.ts';
import { tokensOf } from '../support/sign-in.ts';
import { readStack, STACK } from '../support/stack.ts';
import { verified } from '../support/tokens.ts';

test('a code is worth nothing without the verifier that it was asked for with', async ({ page }) => {
  const stack = readStack(STACK);
  const asked = authorization(stack);
  const code = await codeFor(page, await addPerson(stack), asked);

  const refused = await exchange(stack, code, authorization(stack).verifier);
  expect(refused, 'the answer to a wrong verifier').toMatchObject({ status: 400, body: { error: 'invalid_grant' } });

  await verified(stack, tokensOf(await exchange(stack, code, asked.verifier)));
});

test('a code is worth tokens once', async ({ page }) => {
  const stack = readStack(STACK);
  const asked = authorization(stack);
  const code = await codeFor(page, await addPerson(stack), asked);
  await verified(stack, tokensOf(await exchange(stack, code, asked.verifier)));
  expect(await exchange(stack, code, asked.verifier), 'the second answer').toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a wrong password leads to no code', async ({ page }) => {
  const stack = readStack(STACK);
  const person = await addPerson(stack);
  await page.goto(authorization(stack).url);
  await fillSignInForm(page, { ...person, password: `${person.password}?` });
  await expect(page.getByText('Incorrect username or password')).toBeVisible();
});
