/** The keyboard alone is enough. */

import { expect, type Locator, type Page } from '@playwright/test';
import { expectSignedIn } from '../support/page.ts';
import { addPerson } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';
import { SITE } from '../support/stack.ts';

/** More keys than any of these ways needs. */
const MOST_KEYS = 40;

/** Presses Tab until the element has the focus, and expects that one can see where it is on the way. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let keys = 0; keys < MOST_KEYS; keys++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if (page.url().startsWith(SITE)) {
      await expect(focused, 'what has the focus').toHaveCSS('outline-style', 'solid');
      await expect(focused).toBeInViewport();
    }
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${MOST_KEYS} times Tab did not lead to ${wanted}`);
}

test('from the opened page to an answer of the API, a refresh and the way out, by Tab and Enter', async ({ page }) => {
  const stack = await configureSite();
  const person = await addPerson(stack, { projects: ['apollo'], department: 'engineering' });
  await page.goto('/');
  await tabTo(page, page.getByRole('button', { name: 'Sign in' }));
  await page.keyboard.press('Enter');

  await expect(page.getByLabel('Username')).toBeFocused();
  await page.keyboard.type(person.userName);
  await page.keyboard.press('Tab');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expectSignedIn(page, person);
  await expect(page.getByRole('heading', { level: 1 }), 'what is read out first').toBeFocused();

  await tabTo(page, page.getByRole('button', { name: 'Refresh' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'What the refresh changed' })).toContainText('Refreshed at');
  await expect(page.getByRole('button', { name: 'Refresh' }), 'where one was').toBeFocused();

  await tabTo(page, page.getByText('As it is sent').first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('region', { name: 'ID token as it is sent' }));

  await tabTo(page, page.getByLabel('Project'));
  await page.keyboard.type('apollo');
  await tabTo(page, page.getByRole('button', { name: 'Ask optimized' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Answer of optimized' })).toContainText('HTTP 200. Allowed');
  await expect(page.getByRole('button', { name: 'Ask optimized' }), 'where one was').toBeFocused();

  await page.reload();
  await expectSignedIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('You are signed out');
});

test('the first stop of the page leads past its head', async ({ page }) => {
  await configureSite();
  await page.goto('/');
  const past = page.getByRole('link', { name: 'To the content' });
  await expect(past).not.toBeInViewport();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(past).toBeFocused();
  await expect(past).toBeInViewport();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Sign in' }));
});
