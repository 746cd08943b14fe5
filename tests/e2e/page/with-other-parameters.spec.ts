/** What needs other parameters, which is a deployment each: the last file, so that nothing is deployed back. */

import { expect } from '@playwright/test';
import { breakService, heal } from '../support/faults.ts';
import { fillSignInForm } from '../support/hosted.ts';
import { claim, expectClaim, expectSignedIn, signIn, signOut } from '../support/page.ts';
import { addPerson, joinGroup, MARK } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';

const FACTS = { projects: [`apollo-${MARK}`, `gemini-${MARK}`], department: `engineering ${MARK}` };

// The last one is where the next test begins.
for (const TriggerVersion of ['V2_0', 'V3_0', 'V1_0']) {
  test(`${TriggerVersion}: the page shows what the table says, and which claims are whose`, async ({ page }) => {
    const stack = await configureSite({ TriggerVersion });
    const person = await addPerson(stack, FACTS);
    await joinGroup(stack, person, 'staff');
    await signIn(page, person);

    await expectClaim(page, 'id', 'projects', FACTS.projects);
    await expectClaim(page, 'id', 'department', FACTS.department);
    await expectClaim(page, 'id', 'userName', person.userName);
    for (const own of ['sub', 'iss', 'aud', 'exp', 'email', 'cognito:groups']) {
      await expect(claim(page, 'id', own), own).toHaveAttribute('data-origin', 'cognito');
    }
    if (TriggerVersion === 'V1_0') {
      await expect(claim(page, 'id', 'projects')).toContainText('held as text, in JSON');
      for (const name of ['projects', 'department', 'userName']) {
        await expect(claim(page, 'access', name), name).toHaveCount(0);
      }
      await expect(page.locator('[data-token="access"] [data-origin="enriched"]')).toHaveCount(0);
    } else {
      await expect(claim(page, 'id', 'projects')).not.toContainText('held as text');
      await expectClaim(page, 'access', 'projects', FACTS.projects);
      await expectClaim(page, 'access', 'department', FACTS.department);
    }
    for (const own of ['sub', 'client_id', 'scope', 'username', 'cognito:groups']) {
      await expect(claim(page, 'access', own), own).toHaveAttribute('data-origin', 'cognito');
    }
    await expect(page.getByText(TriggerVersion)).toBeVisible();
  });
}

test('OnLookupFailure=fail: while the table can’t be asked, the page says who refused the sign-in or the refresh', async ({ page }) => {
  const stack = await configureSite({ TriggerVersion: 'V1_0', OnLookupFailure: 'fail' });
  const person = await addPerson(stack, FACTS);
  await signIn(page, person);

  await breakService(stack, 'error');
  try {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(page.getByRole('alert')).toContainText('The trigger refused the sign-in');
    await expectSignedIn(page, person);
    await expectClaim(page, 'id', 'projects', FACTS.projects);

    await signOut(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await fillSignInForm(page, person);
    await expect(page.getByRole('alert')).toContainText('The trigger refused the sign-in');
    await expect(page.getByRole('alert')).toContainText('Sign-in is not possible at the moment.');
  } finally {
    await heal(stack);
  }

  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, person);
  await expectSignedIn(page, person);
});
