/** What people do on the page, and see there. */

import { expect, type Locator, type Page } from '@playwright/test';
import { fillSignInForm } from './hosted.ts';
import type { Person } from './people.ts';

export type Token = 'id' | 'access';

/** Opens the page, and signs in by its button. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, person);
  await expectSignedIn(page, person);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status')).toContainText('You are signed out, here and at Cognito');
}

export async function expectSignedIn(page: Page, person: Person): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Signed in as ${person.userName}`);
}

export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
}

/** Takes new tokens, and waits for what is said of them. */
export async function refresh(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Refresh', exact: true });
  await button.click();
  await expect(button).toBeEnabled(); // until then it is called `Refreshing…`
  await expect(page.getByRole('status', { name: 'What the refresh changed' })).toContainText('Refreshed at');
}

/** Asks one of the two routes, and gives what is answered. */
export async function ask(page: Page, route: 'optimized' | 'standard'): Promise<Locator> {
  await page.getByRole('button', { name: `Ask ${route}` }).click();
  const answer = page.getByRole('status', { name: `Answer of ${route}` });
  await expect(answer).toContainText('HTTP ');
  return answer;
}

/** The line of a claim. */
export function claim(page: Page, token: Token, name: string): Locator {
  return page.locator(`[data-token="${token}"] [data-claim="${name}"]`);
}

/** Expects a claim with this value: a list item by item, a text, or none. */
export async function expectClaim(page: Page, token: Token, name: string, value: string[] | string | null): Promise<void> {
  const line = claim(page, token, name);
  await expect(line, `${name} of the ${token} token`).toHaveAttribute('data-origin', value === null ? 'absent' : 'enriched');
  const cell = line.getByRole('cell').first();
  if (Array.isArray(value)) await expect(cell.getByRole('listitem')).toHaveText(value);
  else await expect(cell).toHaveText(value ?? /^(null|not in this token)$/);
}
