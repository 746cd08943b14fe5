/** What fails is said in words, and what to do. */

import { expect, type Page } from '@playwright/test';
import { SignJWT } from 'jose';
import { fillSignInForm } from '../support/hosted.ts';
import { expectClaim, expectSignedIn, expectSignedOut, signIn } from '../support/page.ts';
import { addPerson, type Person } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';
import { SITE } from '../support/stack.ts';

const PROJECTS = ['apollo'];

let person: Person;

test.beforeAll(async () => {
  person = await addPerson(await configureSite(), { projects: PROJECTS, department: 'engineering' });
});

async function expectAlert(page: Page, ...words: string[]): Promise<void> {
  for (const word of words) await expect(page.getByRole('alert')).toContainText(word);
}

test('answers to a sign-in that this tab has not begun are refused, and none of their words is shown', async ({ page }) => {
  for (const answer of ['?code=123&state=other', '?code=123', '?error=access_denied&error_description=Call%20555-0100&state=other']) {
    await page.goto(`/${answer}`);
    await expectAlert(page, 'This sign-in was not begun here', 'Sign in again.');
    await expect(page.getByText('555-0100')).toHaveCount(0);
    expect(page.url()).toBe(SITE);
    await expectSignedOut(page);
  }
});

test('an answer with another state is refused after a sign-in was begun, and the code with the right one too then', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Username')).toBeVisible();
  const state = new URL(page.url()).searchParams.get('state')!;
  for (const given of ['other', state]) {
    await page.goto(`/?code=123&state=${given}`);
    await expectAlert(page, 'This sign-in was not begun here');
  }
});

test('a code that Cognito does not know is no sign-in', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Username')).toBeVisible();
  const state = new URL(page.url()).searchParams.get('state')!;
  await page.goto(`/?code=123&state=${state}`);
  await expectAlert(page, 'The code of this sign-in is spent', 'Sign in again.');
  await expectSignedOut(page);
});

// Cognito itself says it so; the emulator, when it is asked for the tokens: see with-other-parameters.spec.ts.
test('Cognito sends people back with what the trigger said', async ({ page }) => {
  await page.route('**/oauth2/authorize?**', async (route) => {
    const state = new URL(route.request().url()).searchParams.get('state')!;
    const said = 'PreTokenGeneration failed with error Sign-in is not possible at the moment..';
    const Location = `${SITE}?${new URLSearchParams({ error: 'invalid_request', error_description: said, state })}`;
    await route.fulfill({ status: 302, headers: { Location } });
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectAlert(page, 'The trigger refused the sign-in', 'Sign-in is not possible at the moment.');
  expect(page.url()).toBe(SITE);
});

test('a wrong password is Cognito’s to refuse, and the right one leads on', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, { ...person, password: 'Wrong-password-1' });
  await expect(page.getByText(/incorrect|invalid/i)).toBeVisible();
  await fillSignInForm(page, person);
  await expectSignedIn(page, person);
});

test('the network is gone: refresh and API say so, and all goes on when it is back', async ({ page, context }) => {
  await signIn(page, person);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expectAlert(page, 'Cognito can not be reached', 'try again');
  await page.getByRole('button', { name: 'Ask optimized' }).click();
  await expect(page.locator('[data-route="optimized"]').getByRole('alert')).toContainText('The API can not be reached');
  await page.getByRole('button', { name: 'List' }).click();
  await expect(page.getByText('The identity pool or Amazon S3 can not be reached')).toBeVisible();
  await expectClaim(page, 'id', 'projects', PROJECTS);

  await context.setOffline(false);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('the claims are the same')).toBeVisible();
  await page.getByRole('button', { name: 'Ask optimized' }).click();
  await expect(page.getByRole('status', { name: 'Answer of optimized' })).toContainText('HTTP 200.');
  await page.getByRole('button', { name: 'List' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the network goes while one signs in: the page says so, and signing in again works', async ({ page }) => {
  await page.route('**/oauth2/token', (route) => route.abort('internetdisconnected'));
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, person);
  await expectAlert(page, 'Cognito can not be reached');
  await page.unroute('**/oauth2/token');
  await signIn(page, person);
});

test('signing out without a network still forgets the tokens, and says that they could not be revoked', async ({ page }) => {
  await signIn(page, person);
  await page.route('**/oauth2/revoke', (route) => route.abort('internetdisconnected'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status')).toContainText('could not be revoked');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

const CONFIGURATIONS: Record<string, { answer: { status?: number; body?: string }; says: string[] }> = {
  missing: { answer: { status: 404 }, says: ['There is no /config.json here (HTTP 404).'] },
  'no JSON': { answer: { body: '<!doctype html>' }, says: ['/config.json is no JSON.'] },
  wrong: { answer: { body: '{"stack": "mine", "issuer": "javascript:alert(1)"}' }, says: ['clientId is missing', 'issuer is no web address'] },
};

for (const [kind, { answer, says }] of Object.entries(CONFIGURATIONS)) {
  test(`a configuration that is ${kind} is told, with the command that writes one`, async ({ page }) => {
    await page.route('**/config.json', (route) => route.fulfill(answer));
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page belongs to no stack yet');
    await expectAlert(page, ...says);
    await expect(page.getByText('infra/demo/web/serve --local claims')).toBeVisible();

    await page.unroute('**/config.json');
    await page.getByRole('link', { name: 'Look again' }).click();
    await expectSignedOut(page);
  });
}

test('tokens that expire while one looks at them say so', async ({ page }) => {
  await signIn(page, person);
  await page.clock.install();
  await page.reload();
  await expect(page.getByText('They expire in')).toBeVisible();
  await page.clock.fastForward('01:00:01');
  await expect(page.getByText('They expired')).toBeVisible();
});

test('a session in the tab that is of no use does not break the page', async ({ page }) => {
  await page.goto('/');
  const key = new TextEncoder().encode('a key of 32 bytes, for this test');
  const token = await new SignJWT({ 'cognito:username': '<b>eve</b>', projects: { deep: ['[draft]', null] } }).setProtectedHeader({ alg: 'HS256' }).sign(key);
  const clientId = await page.evaluate(async () => ((await (await fetch('/config.json')).json()) as { clientId: string }).clientId);
  const session = { clientId, idToken: token, accessToken: 'no token', refreshToken: null, clockLag: 0 };
  await page.evaluate((kept) => sessionStorage.setItem('session', kept), JSON.stringify(session));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as <b>eve</b>');
  await expectAlert(page, 'This is no JSON Web Token');
  await page.getByRole('button', { name: 'Ask optimized' }).click();
  // The emulator's own 401 may not be read by a page.
  await expect(page.locator('[data-route="optimized"]')).toContainText(/HTTP 401\. Not signed in|the token has expired/);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expectSignedOut(page);

  await page.evaluate(() => sessionStorage.setItem('session', '{'));
  await page.reload();
  await expectSignedOut(page);
});
