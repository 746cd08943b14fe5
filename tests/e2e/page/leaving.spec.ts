/** Where tokens are kept, how long, and that nothing of them stays behind. */

import { expect, type Page } from '@playwright/test';
import { expectSignedIn, expectSignedOut, refresh, signIn, signOut } from '../support/page.ts';
import { addPerson, type Person } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';
import { SITE } from '../support/stack.ts';

/** How every token begins: `{"` in base64. */
const TOKEN = 'eyJ';

let person: Person;

test.beforeAll(async () => {
  const stack = await configureSite();
  person = await addPerson(stack, { projects: ['apollo'], department: 'engineering' });
});

/** All addresses that the browser's history has of this tab. */
async function addresses(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page);
  const { entries } = await browser.send('Page.getNavigationHistory');
  return entries.map(({ url }) => url);
}

/** Nothing in local storage, databases and cookies, of any origin; no code and no token in an address. */
async function expectNothingKept(page: Page): Promise<void> {
  expect(await page.context().storageState({ indexedDB: true }), 'what outlives the tab').toEqual({ cookies: [], origins: [] });
  for (const address of await addresses(page)) expect(address).not.toMatch(/[?&#](code|error|\w*token)=|eyJ/);
  expect(page.url()).toBe(SITE);
}

const sessionStorageOf = (page: Page): Promise<Record<string, string>> => page.evaluate(() => ({ ...sessionStorage }));

test('tokens are in the tab’s session storage alone, where a reload finds them', async ({ page, context }) => {
  await page.goto('/');
  await expectNothingKept(page);
  await signIn(page, person);
  await expectNothingKept(page);
  expect(Object.keys(await sessionStorageOf(page))).toEqual(['session']);

  await page.reload();
  await expectSignedIn(page, person);
  await refresh(page);
  await expectNothingKept(page);

  const other = await context.newPage();
  await other.goto('/');
  await expectSignedOut(other);
  expect(await sessionStorageOf(other)).toEqual({});
});

/** What the back button brings, page by page. */
async function expectNothingBehind(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { currentIndex, entries } = await browser.send('Page.getNavigationHistory');
  expect(currentIndex, 'pages to go back to').toBeGreaterThan(1);
  for (const { id, url } of entries.slice(0, currentIndex).reverse()) {
    await browser.send('Page.navigateToHistoryEntry', { entryId: id });
    await expect(page).toHaveURL(url);
    if (url === SITE) await expectSignedOut(page);
    const shown = await page.content();
    expect(shown, url).not.toContain(TOKEN);
    expect(shown, url).not.toContain(person.userName);
  }
}

test('signing out leaves nothing, and the back button shows nothing of the tokens', async ({ page }) => {
  await signIn(page, person);
  expect(await page.content()).toContain(TOKEN);
  await signOut(page);
  expect(await sessionStorageOf(page)).toEqual({});
  await expectNothingKept(page);
  await expectNothingBehind(page);
});

// The hosted page is served with no-cache, with which a browser keeps it as it was left.
test('nor does it where the browser has kept the page', async ({ page }) => {
  await page.route('**/*', async (route) => {
    if (route.request().isNavigationRequest() && !route.request().url().startsWith(SITE)) return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'cache-control': 'no-cache' } });
  });
  const restored: string[] = [];
  page.on('console', (message) => restored.push(message.text()));
  await page.addInitScript(() => addEventListener('pageshow', ({ persisted }) => persisted && console.log(`restored ${location.href}`)));
  await signIn(page, person);
  await signOut(page);
  await expectNothingBehind(page);
  expect(restored, 'pages that the browser had kept').toContain(`restored ${SITE}`);
});

test('while the session ends at Cognito nothing of the tokens is shown any more', async ({ page }) => {
  await signIn(page, person);
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route('**/oauth2/revoke', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('Signing out…')).toBeVisible();
  expect(await page.content()).not.toContain(TOKEN);
  expect(await sessionStorageOf(page)).toEqual({});
  goOn();
  await expectSignedOut(page);
});

test('a refresh token that Cognito takes no more: the next refresh says so, and the session is forgotten', async ({ page }) => {
  await signIn(page, person);
  await page.evaluate(() => {
    const session = JSON.parse(sessionStorage.getItem('session') ?? '') as object;
    sessionStorage.setItem('session', JSON.stringify({ ...session, refreshToken: 'revoked' }));
  });
  await page.reload();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByRole('alert')).toContainText('Your session has ended');
  await expectSignedOut(page);
  expect(await sessionStorageOf(page)).toEqual({});
  expect(await page.content()).not.toContain(TOKEN);
});
