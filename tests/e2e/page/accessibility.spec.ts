/** Accessibility of every state of the page, at two widths, light and dark. */

import { expect, type Page, type Route } from '@playwright/test';
import { expectAccessible } from '../support/accessibility.ts';
import { fillSignInForm } from '../support/sign-in-page.ts';
import { sendRequest, expectSignedOut, refresh, signIn, signOut } from '../support/page.ts';
import { addUser, addUserWithoutItem, setAttributes, addToGroup, type User } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';
import type { Stack } from '../support/stack.ts';

// Each state is checked four times.
test.setTimeout(120_000);

let stack: Stack;
let user: User;

test.beforeAll(async () => {
  stack = await configureSite();
  user = await addUser(stack, { projects: ['apollo', 'a-project-with-a-name-that-is-longer-than-a-telephone-is-wide'], department: 'engineering' });
  await addToGroup(stack, user, 'staff');
});

/** Holds requests back and returns a function that releases them. */
async function holdRequests(page: Page, address: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(address, async (route: Route) => {
    await held;
    await route.continue();
  });
  return release;
}

test('loading, and signed out', async ({ page }) => {
  const release = await holdRequests(page, '**/config.json');
  await page.goto('/');
  await expect(page.getByText('Loading…')).toBeVisible();
  await expectAccessible(page, 'loading');
  release();
  await expectSignedOut(page);
  await expectAccessible(page, 'signed out');
});

test('without a configuration', async ({ page }) => {
  await page.route('**/config.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'without a configuration');
});

test('failed sign-in', async ({ page }) => {
  await page.goto('/?code=123&state=other');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'failed sign-in');
});

test('token request, and after sign-out', async ({ page }) => {
  await page.goto('/');
  const releaseTokens = await holdRequests(page, '**/oauth2/token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, user);
  await expect(page.getByText('Loading…')).toBeVisible();
  await expectAccessible(page, 'token request');
  releaseTokens();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Signed in as');

  await signOut(page);
  await expectAccessible(page, 'after sign-out');
});

test('signed in, changes after a refresh, API responses and files', async ({ page }) => {
  await signIn(page, user);
  await page.getByText('Encoded token').first().click();
  await expectAccessible(page, 'signed in');

  await setAttributes(stack, user, '--project', 'apollo', '--project', 'mercury', '--department', 'research');
  await refresh(page);
  await sendRequest(page, 'optimized');
  await page.getByLabel('Project').fill('gemini');
  await sendRequest(page, 'standard');
  await page.getByRole('button', { name: 'List files' }).click();
  await expect(page.locator('[data-folder]')).toHaveCount(2);
  await expectAccessible(page, 'changes, API responses and files');
});

test('pending and failed requests', async ({ page, context }) => {
  await signIn(page, user);
  const release = await Promise.all(['**/oauth2/token', '**/optimized/**', '**/127.0.0.1:*/'].map((address) => holdRequests(page, address)));
  await page.getByRole('button', { name: 'Refresh tokens' }).click();
  await page.getByRole('button', { name: 'Send request to the optimized route' }).click();
  await page.getByRole('button', { name: 'List files' }).click();
  await expect(page.getByText('Refreshing…')).toBeVisible();
  await expect(page.getByText('Waiting for the response…')).toBeVisible();
  await expect(page.getByText('Getting credentials and listing files…')).toBeVisible();
  await expectAccessible(page, 'pending requests');

  await context.setOffline(true);
  for (const releaseOne of release) releaseOne();
  await expect(page.getByRole('alert')).toHaveCount(3);
  await expectAccessible(page, 'failed requests');
});

test('null claims, wrong clock and expired tokens', async ({ page }) => {
  await page.clock.install({ time: Date.now() + 120_000 });
  await signIn(page, await addUserWithoutItem(stack));
  await expect(page.getByText('Your device’s clock is')).toBeVisible();
  await page.clock.fastForward('01:00:01');
  await expect(page.getByText('Your tokens expired')).toBeVisible();
  await expectAccessible(page, 'null claims and expired tokens');
});
