/** Actions on the page, and expectations of its content. */

import { expect, type Locator, type Page } from '@playwright/test';
import { fillSignInForm } from './sign-in-page.ts';
import type { User } from './users.ts';

export type Token = 'id' | 'access';

/** Opens the page and signs in. */
export async function signIn(page: Page, user: User): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, user);
  await expectSignedIn(page, user);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status')).toContainText('You have signed out');
}

export async function expectSignedIn(page: Page, user: User): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Signed in as ${user.userName}`);
}

export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
}

/** Refreshes the tokens and waits for the result. */
export async function refresh(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Refresh tokens', exact: true });
  await button.click();
  await expect(button).toBeEnabled(); // its name is `Refreshing…` until then
  await expect(page.getByRole('status', { name: 'Changes after refresh' })).toContainText('Refreshed at');
}

/** Sends a request to one of the routes and returns the response on the page. */
export async function sendRequest(page: Page, route: 'optimized' | 'standard'): Promise<Locator> {
  await page.getByRole('button', { name: `Send request to the ${route} route` }).click();
  const response = page.getByRole('status', { name: `Response of the ${route} route` });
  await expect(response).toContainText('HTTP ');
  return response;
}

/** The table row of a claim. */
export function claim(page: Page, token: Token, name: string): Locator {
  return page.locator(`[data-token="${token}"] [data-claim="${name}"]`);
}

/** Expects the value of a claim: a list, a text, or null for an absent claim. */
export async function expectClaim(page: Page, token: Token, name: string, value: string[] | string | null): Promise<void> {
  const row = claim(page, token, name);
  await expect(row, `${name} of the ${token} token`).toHaveAttribute('data-origin', value === null ? 'absent' : 'enriched');
  const cell = row.getByRole('cell').first();
  if (Array.isArray(value)) await expect(cell.getByRole('listitem')).toHaveText(value);
  else await expect(cell).toHaveText(value ?? /^(null|not in this token)$/);
}
