/** What the table says of a person, on the page; and what a refresh changes. */

import { expect } from '@playwright/test';
import { breakService, heal } from '../support/faults.ts';
import { expectClaim, refresh, signIn } from '../support/page.ts';
import { addPerson, addStranger, change, MARK } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';

const FACTS = { projects: [`apollo-${MARK}`, `gemini-${MARK}`], department: `engineering ${MARK}` };

test('somebody whom the table does not know has null claims on the page', async ({ page }) => {
  const stack = await configureSite();
  await signIn(page, await addStranger(stack));
  for (const token of ['id', 'access'] as const) {
    await expectClaim(page, token, 'projects', null);
    await expectClaim(page, token, 'department', null);
  }
});

test('the table changes: a refresh says what was added and removed, and a second one that all is the same', async ({ page }) => {
  const stack = await configureSite();
  const person = await addPerson(stack, FACTS);
  await signIn(page, person);

  await change(stack, person, '--project', `gemini-${MARK}`, '--project', `mercury-${MARK}`, '--department', `research ${MARK}`);
  await refresh(page);
  for (const token of ['id', 'access'] as const) {
    const changes = page.locator(`[data-changes="${token}"] [data-change]`);
    await expect(changes).toHaveText([
      `department changed: ${FACTS.department} became research ${MARK}`,
      `projects changed: added mercury-${MARK}, removed apollo-${MARK}`,
    ]);
    await expect(changes.first()).toHaveAttribute('data-change', 'changed');
    await expectClaim(page, token, 'projects', [`gemini-${MARK}`, `mercury-${MARK}`]);
    await expectClaim(page, token, 'department', `research ${MARK}`);
  }

  await refresh(page);
  await expect(page.getByText('the claims are the same')).toBeVisible();
  await expect(page.locator('[data-change]')).toHaveCount(0);
});

test('DynamoDB is broken: one signs in all the same, with null claims, and has them after the next refresh', async ({ page }) => {
  const stack = await configureSite();
  const person = await addPerson(stack, FACTS);
  await breakService(stack, 'refuse');
  try {
    await signIn(page, person);
    for (const token of ['id', 'access'] as const) {
      await expectClaim(page, token, 'projects', null);
      await expectClaim(page, token, 'department', null);
      await expectClaim(page, token, 'userName', person.userName);
    }
  } finally {
    await heal(stack);
  }

  await refresh(page);
  for (const token of ['id', 'access'] as const) {
    await expectClaim(page, token, 'projects', FACTS.projects);
    await expectClaim(page, token, 'department', FACTS.department);
    await expect(page.locator(`[data-changes="${token}"] [data-change]`)).toHaveCount(2);
  }
});
