/** Every state of the page, looked at by the accessibility checker, at two widths, light and dark. */

import { expect, type Page, type Route } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { fillSignInForm } from '../support/hosted.ts';
import { ask, expectSignedOut, refresh, signIn, signOut } from '../support/page.ts';
import { addPerson, addStranger, change, joinGroup, type Person } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';
import type { Stack } from '../support/stack.ts';

// Each state is looked at four times.
test.setTimeout(120_000);

let stack: Stack;
let person: Person;

test.beforeAll(async () => {
  stack = await configureSite();
  person = await addPerson(stack, { projects: ['apollo', 'a-project-with-a-name-that-is-longer-than-a-telephone-is-wide'], department: 'engineering' });
  await joinGroup(stack, person, 'staff');
});

/** Holds the answers from an address back, and gives what lets them go. */
async function hold(page: Page, address: string): Promise<() => void> {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(address, async (route: Route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test('while it opens, and signed out', async ({ page }) => {
  const letGo = await hold(page, '**/config.json');
  await page.goto('/');
  await expect(page.getByText('Opening…')).toBeVisible();
  await expectAccessible(page, 'while it opens');
  letGo();
  await expectSignedOut(page);
  await expectAccessible(page, 'signed out');
});

test('without a configuration', async ({ page }) => {
  await page.route('**/config.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'without a configuration');
});

test('a sign-in that failed', async ({ page }) => {
  await page.goto('/?code=123&state=other');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'a sign-in that failed');
});

test('while tokens are fetched; after signing out', async ({ page }) => {
  await page.goto('/');
  const letTokens = await hold(page, '**/oauth2/token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, person);
  await expect(page.getByText('Opening…')).toBeVisible();
  await expectAccessible(page, 'while tokens are fetched');
  letTokens();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Signed in as');

  await signOut(page);
  await expectAccessible(page, 'after signing out');
});

test('signed in; changes after a refresh; answers of the API, good and bad; files', async ({ page }) => {
  await signIn(page, person);
  await page.getByText('As it is sent').first().click();
  await expectAccessible(page, 'signed in');

  await change(stack, person, '--project', 'apollo', '--project', 'mercury', '--department', 'research');
  await refresh(page);
  await ask(page, 'optimized');
  await page.getByLabel('Project').fill('gemini');
  await ask(page, 'standard');
  await page.getByRole('button', { name: 'List' }).click();
  await expect(page.locator('[data-folder]')).toHaveCount(2);
  await expectAccessible(page, 'changes, answers and files');
});

test('while refresh, API and files are waited for; and when they fail', async ({ page, context }) => {
  await signIn(page, person);
  const letGo = await Promise.all(['**/oauth2/token', '**/optimized/**', '**/127.0.0.1:*/'].map((address) => hold(page, address)));
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('button', { name: 'Ask optimized' }).click();
  await page.getByRole('button', { name: 'List' }).click();
  await expect(page.getByText('Refreshing…')).toBeVisible();
  await expect(page.getByText('Waiting for the answer…')).toBeVisible();
  await expect(page.getByText('Getting credentials, and listing…')).toBeVisible();
  await expectAccessible(page, 'while one waits');

  await context.setOffline(true);
  for (const go of letGo) go();
  await expect(page.getByRole('alert')).toHaveCount(3);
  await expectAccessible(page, 'when the network is gone');
});

test('null claims, and tokens that expired by a clock that is wrong', async ({ page }) => {
  await page.clock.install({ time: Date.now() + 120_000 });
  await signIn(page, await addStranger(stack));
  await expect(page.getByText('The clock of this device is')).toBeVisible();
  await page.clock.fastForward('01:00:01');
  await expect(page.getByText('They expired')).toBeVisible();
  await expectAccessible(page, 'null claims, expired');
});
