/** Tests with other parameters. The last file, because each change of parameters is a deployment. */

import { expect } from '@playwright/test';
import { injectFault, clearFault } from '../support/faults.ts';
import { fillSignInForm } from '../support/sign-in-page.ts';
import { claim, expectClaim, expectSignedIn, signIn, signOut } from '../support/page.ts';
import { addUser, addToGroup, MARKER } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';

const ATTRIBUTES = { projects: [`apollo-${MARKER}`, `gemini-${MARKER}`], department: `engineering ${MARKER}` };

// V1_0 is last because the next test needs it.
for (const TriggerVersion of ['V2_0', 'V3_0', 'V1_0']) {
  test(`${TriggerVersion}: the page shows the claims and their sources`, async ({ page }) => {
    const stack = await configureSite({ TriggerVersion });
    const user = await addUser(stack, ATTRIBUTES);
    await addToGroup(stack, user, 'staff');
    await signIn(page, user);

    await expectClaim(page, 'id', 'projects', ATTRIBUTES.projects);
    await expectClaim(page, 'id', 'department', ATTRIBUTES.department);
    await expectClaim(page, 'id', 'userName', user.userName);
    for (const name of ['sub', 'iss', 'aud', 'exp', 'email', 'cognito:groups']) {
      await expect(claim(page, 'id', name), name).toHaveAttribute('data-origin', 'cognito');
    }
    if (TriggerVersion === 'V1_0') {
      await expect(claim(page, 'id', 'projects')).toContainText('sent as JSON text');
      for (const name of ['projects', 'department', 'userName']) {
        await expect(claim(page, 'access', name), name).toHaveCount(0);
      }
      await expect(page.locator('[data-token="access"] [data-origin="enriched"]')).toHaveCount(0);
    } else {
      await expect(claim(page, 'id', 'projects')).not.toContainText('JSON text');
      await expectClaim(page, 'access', 'projects', ATTRIBUTES.projects);
      await expectClaim(page, 'access', 'department', ATTRIBUTES.department);
    }
    for (const name of ['sub', 'client_id', 'scope', 'username', 'cognito:groups']) {
      await expect(claim(page, 'access', name), name).toHaveAttribute('data-origin', 'cognito');
    }
    await expect(page.getByText(TriggerVersion)).toBeVisible();
  });
}

test('OnLookupFailure=fail: the page shows the error of the trigger', async ({ page }) => {
  const stack = await configureSite({ TriggerVersion: 'V1_0', OnLookupFailure: 'fail' });
  const user = await addUser(stack, ATTRIBUTES);
  await signIn(page, user);

  await injectFault(stack, 'error');
  try {
    await page.getByRole('button', { name: 'Refresh tokens' }).click();
    await expect(page.getByRole('alert')).toContainText('The pre token generation trigger returned an error');
    await expectSignedIn(page, user);
    await expectClaim(page, 'id', 'projects', ATTRIBUTES.projects);

    await signOut(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await fillSignInForm(page, user);
    await expect(page.getByRole('alert')).toContainText('The pre token generation trigger returned an error');
    await expect(page.getByRole('alert')).toContainText('Sign-in is not possible at the moment.');
  } finally {
    await clearFault(stack);
  }

  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, user);
  await expectSignedIn(page, user);
});
