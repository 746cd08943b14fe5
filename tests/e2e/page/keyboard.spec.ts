/** The page is usable with the keyboard alone. */

import { expect, type Locator, type Page } from '@playwright/test';
import { expectSignedIn } from '../support/page.ts';
import { addUser } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';
import { SITE } from '../support/stack.ts';

/** More key presses than any path on the page needs. */
const MAX_KEYS = 40;

/** Presses Tab until the element has the focus. Expects a visible focus indicator at each stop. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let keys = 0; keys < MAX_KEYS; keys++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if (page.url().startsWith(SITE)) {
      await expect(focused, 'focused element').toHaveCSS('outline-style', 'solid');
      await expect(focused).toBeInViewport();
    }
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${wanted} has no focus after ${MAX_KEYS} Tab presses`);
}

test('sign-in, refresh, API request and sign-out work with Tab and Enter', async ({ page }) => {
  const stack = await configureSite();
  const user = await addUser(stack, { projects: ['apollo'], department: 'engineering' });
  await page.goto('/');
  await tabTo(page, page.getByRole('button', { name: 'Sign in' }));
  await page.keyboard.press('Enter');

  await expect(page.getByLabel('Username')).toBeFocused();
  await page.keyboard.type(user.userName);
  await page.keyboard.press('Tab');
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');
  await expectSignedIn(page, user);
  await expect(page.getByRole('heading', { level: 1 }), 'heading, announced first').toBeFocused();

  await tabTo(page, page.getByRole('button', { name: 'Refresh tokens' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Changes after refresh' })).toContainText('Refreshed at');
  await expect(page.getByRole('button', { name: 'Refresh tokens' }), 'focus stays').toBeFocused();

  await tabTo(page, page.getByText('Encoded token').first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('region', { name: 'Encoded ID token' }));

  await tabTo(page, page.getByLabel('Project'));
  await page.keyboard.type('apollo');
  await tabTo(page, page.getByRole('button', { name: 'Send request to the optimized route' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Response of the optimized route' })).toContainText('HTTP 200. Access allowed.');
  await expect(page.getByRole('button', { name: 'Send request to the optimized route' }), 'focus stays').toBeFocused();

  await page.reload();
  await expectSignedIn(page, user);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('You have signed out');
});

test('the skip link leads to the main content', async ({ page }) => {
  await configureSite();
  await page.goto('/');
  const skipLink = page.getByRole('link', { name: 'Skip to main content' });
  await expect(skipLink).not.toBeInViewport();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(skipLink).toBeFocused();
  await expect(skipLink).toBeInViewport();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Sign in' }));
});
