/** The sign-in page and its authorization codes. */

import { expect, test } from '@playwright/test';
import { authorizationRequest, authorizationCode, exchangeCode, fillSignInForm } from '../support/sign-in-page.ts';
import { addUser } from '../support/users.ts';
import { tokensFromResponse } from '../support/sign-in.ts';
import { readStack, STACK } from '../support/stack.ts';
import { verifyTokens } from '../support/tokens.ts';

test('a code with the wrong PKCE verifier is rejected', async ({ page }) => {
  const stack = readStack(STACK);
  const request = authorizationRequest(stack);
  const code = await authorizationCode(page, await addUser(stack), request);

  const response = await exchangeCode(stack, code, authorizationRequest(stack).verifier);
  expect(response, 'response to a wrong verifier').toMatchObject({ status: 400, body: { error: 'invalid_grant' } });

  await verifyTokens(stack, tokensFromResponse(await exchangeCode(stack, code, request.verifier)));
});

test('a code can be used once', async ({ page }) => {
  const stack = readStack(STACK);
  const request = authorizationRequest(stack);
  const code = await authorizationCode(page, await addUser(stack), request);
  await verifyTokens(stack, tokensFromResponse(await exchangeCode(stack, code, request.verifier)));
  expect(await exchangeCode(stack, code, request.verifier), 'second response').toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a wrong password is rejected on the sign-in page', async ({ page }) => {
  const stack = readStack(STACK);
  const user = await addUser(stack);
  await page.goto(authorizationRequest(stack).url);
  await fillSignInForm(page, { ...user, password: `${user.password}?` });
  await expect(page.getByText('Incorrect username or password')).toBeVisible();
});
