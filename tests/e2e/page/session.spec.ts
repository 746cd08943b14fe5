/** Where tokens are stored, and that a sign-out deletes them. */

import { expect, type Page } from '@playwright/test';
import { expectSignedIn, expectSignedOut, refresh, signIn, signOut } from '../support/page.ts';
import { addUser, type User } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';
import { SITE } from '../support/stack.ts';

/** The start of every token: `{"` in base64. */
const TOKEN = 'eyJ';

let user: User;

test.beforeAll(async () => {
  const stack = await configureSite();
  user = await addUser(stack, { projects: ['apollo'], department: 'engineering' });
});

/** All URLs in the history of the tab. */
async function addresses(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page);
  const { entries } = await browser.send('Page.getNavigationHistory');
  return entries.map(({ url }) => url);
}

/** Expects no cookies, local storage and databases of any origin, and no code or token in a URL. */
async function expectNothingPersistent(page: Page): Promise<void> {
  expect(await page.context().storageState({ indexedDB: true }), 'persistent storage').toEqual({ cookies: [], origins: [] });
  for (const address of await addresses(page)) expect(address).not.toMatch(/[?&#](code|error|\w*token)=|eyJ/);
  expect(page.url()).toBe(SITE);
}

const sessionStorageOf = (page: Page): Promise<Record<string, string>> => page.evaluate(() => ({ ...sessionStorage }));

test('tokens are only in the session storage of the tab and survive a reload', async ({ page, context }) => {
  await page.goto('/');
  await expectNothingPersistent(page);
  await signIn(page, user);
  await expectNothingPersistent(page);
  expect(Object.keys(await sessionStorageOf(page))).toEqual(['session']);

  await page.reload();
  await expectSignedIn(page, user);
  await refresh(page);
  await expectNothingPersistent(page);

  const other = await context.newPage();
  await other.goto('/');
  await expectSignedOut(other);
  expect(await sessionStorageOf(other)).toEqual({});
});

/** Goes back in the history, page by page. */
async function expectNoTokensInHistory(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { currentIndex, entries } = await browser.send('Page.getNavigationHistory');
  expect(currentIndex, 'pages in the history').toBeGreaterThan(1);
  for (const { id, url } of entries.slice(0, currentIndex).reverse()) {
    await browser.send('Page.navigateToHistoryEntry', { entryId: id });
    await expect(page).toHaveURL(url);
    if (url === SITE) await expectSignedOut(page);
    const shown = await page.content();
    expect(shown, url).not.toContain(TOKEN);
    expect(shown, url).not.toContain(user.userName);
  }
}

test('a sign-out deletes the tokens, and the back button does not show them', async ({ page }) => {
  await signIn(page, user);
  expect(await page.content()).toContain(TOKEN);
  await signOut(page);
  expect(await sessionStorageOf(page)).toEqual({});
  await expectNothingPersistent(page);
  await expectNoTokensInHistory(page);
});

// The hosted page has the header no-cache, with which browsers keep it in the back/forward cache.
test('the back/forward cache does not show the tokens after a sign-out', async ({ page }) => {
  await page.route('**/*', async (route) => {
    if (route.request().isNavigationRequest() && !route.request().url().startsWith(SITE)) return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'cache-control': 'no-cache' } });
  });
  const restored: string[] = [];
  page.on('console', (message) => restored.push(message.text()));
  await page.addInitScript(() => addEventListener('pageshow', ({ persisted }) => persisted && console.log(`restored ${location.href}`)));
  await signIn(page, user);
  await signOut(page);
  await expectNoTokensInHistory(page);
  expect(restored, 'pages from the back/forward cache').toContain(`restored ${SITE}`);
});

test('tokens are hidden while the sign-out is pending', async ({ page }) => {
  await signIn(page, user);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/oauth2/revoke', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('Signing out…')).toBeVisible();
  expect(await page.content()).not.toContain(TOKEN);
  expect(await sessionStorageOf(page)).toEqual({});
  release();
  await expectSignedOut(page);
});

test('a refresh with a revoked refresh token ends the session', async ({ page }) => {
  await signIn(page, user);
  await page.evaluate(() => {
    const session = JSON.parse(sessionStorage.getItem('session') ?? '') as object;
    sessionStorage.setItem('session', JSON.stringify({ ...session, refreshToken: 'revoked' }));
  });
  await page.reload();
  await page.getByRole('button', { name: 'Refresh tokens' }).click();
  await expect(page.getByRole('alert')).toContainText('Your session has ended');
  await expectSignedOut(page);
  expect(await sessionStorageOf(page)).toEqual({});
  expect(await page.content()).not.toContain(TOKEN);
});
