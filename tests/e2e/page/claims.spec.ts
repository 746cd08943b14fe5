/** Claims on the page, before and after a refresh. */

import { expect } from '@playwright/test';
import { injectFault, clearFault } from '../support/faults.ts';
import { expectClaim, refresh, signIn } from '../support/page.ts';
import { addUser, addUserWithoutItem, setAttributes, MARKER } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';

const ATTRIBUTES = { projects: [`apollo-${MARKER}`, `gemini-${MARKER}`], department: `engineering ${MARKER}` };

test('a user without an item has null claims', async ({ page }) => {
  const stack = await configureSite();
  await signIn(page, await addUserWithoutItem(stack));
  for (const token of ['id', 'access'] as const) {
    await expectClaim(page, token, 'projects', null);
    await expectClaim(page, token, 'department', null);
  }
});

test('a refresh shows changed claims, and a second one no changes', async ({ page }) => {
  const stack = await configureSite();
  const user = await addUser(stack, ATTRIBUTES);
  await signIn(page, user);

  await setAttributes(stack, user, '--project', `gemini-${MARKER}`, '--project', `mercury-${MARKER}`, '--department', `research ${MARKER}`);
  await refresh(page);
  for (const token of ['id', 'access'] as const) {
    const changes = page.locator(`[data-changes="${token}"] [data-change]`);
    await expect(changes).toHaveText([
      `department: changed from ${ATTRIBUTES.department} to research ${MARKER}`,
      `projects: added mercury-${MARKER}, removed apollo-${MARKER}`,
    ]);
    await expect(changes.first()).toHaveAttribute('data-change', 'changed');
    await expectClaim(page, token, 'projects', [`gemini-${MARKER}`, `mercury-${MARKER}`]);
    await expectClaim(page, token, 'department', `research ${MARKER}`);
  }

  await refresh(page);
  await expect(page.getByText('No claims changed.')).toBeVisible();
  await expect(page.locator('[data-change]')).toHaveCount(0);
});

test('a sign-in during a DynamoDB failure has null claims until the next refresh', async ({ page }) => {
  const stack = await configureSite();
  const user = await addUser(stack, ATTRIBUTES);
  await injectFault(stack, 'refuse');
  try {
    await signIn(page, user);
    for (const token of ['id', 'access'] as const) {
      await expectClaim(page, token, 'projects', null);
      await expectClaim(page, token, 'department', null);
      await expectClaim(page, token, 'userName', user.userName);
    }
  } finally {
    await clearFault(stack);
  }

  await refresh(page);
  for (const token of ['id', 'access'] as const) {
    await expectClaim(page, token, 'projects', ATTRIBUTES.projects);
    await expectClaim(page, token, 'department', ATTRIBUTES.department);
    await expect(page.locator(`[data-changes="${token}"] [data-change]`)).toHaveCount(2);
  }
});
