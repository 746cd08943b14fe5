/** Messages about failures. */

import { expect, type Page } from '@playwright/test';
import { SignJWT } from 'jose';
import { fillSignInForm } from '../support/sign-in-page.ts';
import { expectClaim, expectSignedIn, expectSignedOut, signIn } from '../support/page.ts';
import { addUser, type User } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';
import { SITE } from '../support/stack.ts';

const PROJECTS = ['apollo'];

let user: User;

test.beforeAll(async () => {
  user = await addUser(await configureSite(), { projects: PROJECTS, department: 'engineering' });
});

async function expectAlert(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) await expect(page.getByRole('alert')).toContainText(text);
}

test('a callback that this tab did not start is rejected, and its text is not shown', async ({ page }) => {
  for (const answer of ['?code=123&state=other', '?code=123', '?error=access_denied&error_description=Call%20555-0100&state=other']) {
    await page.goto(`/${answer}`);
    await expectAlert(page, 'Sign-in was not started in this tab', 'Sign in again.');
    await expect(page.getByText('555-0100')).toHaveCount(0);
    expect(page.url()).toBe(SITE);
    await expectSignedOut(page);
  }
});

test('a callback with a wrong state is rejected and ends the attempt', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Username')).toBeVisible();
  const state = new URL(page.url()).searchParams.get('state')!;
  for (const given of ['other', state]) {
    await page.goto(`/?code=123&state=${given}`);
    await expectAlert(page, 'Sign-in was not started in this tab');
  }
});

test('an unknown code is rejected', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Username')).toBeVisible();
  const state = new URL(page.url()).searchParams.get('state')!;
  await page.goto(`/?code=123&state=${state}`);
  await expectAlert(page, 'The authorization code is not valid', 'Sign in again.');
  await expectSignedOut(page);
});

// Cognito redirects with this error; the emulator returns it at the token endpoint, see with-other-parameters.spec.ts.
test('an error of the trigger in the callback is shown', async ({ page }) => {
  await page.route('**/oauth2/authorize?**', async (route) => {
    const state = new URL(route.request().url()).searchParams.get('state')!;
    const said = 'PreTokenGeneration failed with error Sign-in is not possible at the moment..';
    const Location = `${SITE}?${new URLSearchParams({ error: 'invalid_request', error_description: said, state })}`;
    await route.fulfill({ status: 302, headers: { Location } });
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectAlert(page, 'The pre token generation trigger returned an error', 'Sign-in is not possible at the moment.');
  expect(page.url()).toBe(SITE);
});

test('after a wrong password, the sign-in page accepts the right one', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, { ...user, password: 'Wrong-password-1' });
  await expect(page.getByText(/incorrect|invalid/i)).toBeVisible();
  await fillSignInForm(page, user);
  await expectSignedIn(page, user);
});

test('network errors of refresh, API and files are shown and can be retried', async ({ page, context }) => {
  await signIn(page, user);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Refresh tokens' }).click();
  await expectAlert(page, 'Cannot reach Cognito', 'try again');
  await page.getByRole('button', { name: 'Send request to the optimized route' }).click();
  await expect(page.locator('[data-route="optimized"]').getByRole('alert')).toContainText('Cannot reach the API');
  await page.getByRole('button', { name: 'List files' }).click();
  await expect(page.getByText('Cannot reach the identity pool or Amazon S3')).toBeVisible();
  await expectClaim(page, 'id', 'projects', PROJECTS);

  await context.setOffline(false);
  await page.getByRole('button', { name: 'Refresh tokens' }).click();
  await expect(page.getByText('No claims changed.')).toBeVisible();
  await page.getByRole('button', { name: 'Send request to the optimized route' }).click();
  await expect(page.getByRole('status', { name: 'Response of the optimized route' })).toContainText('HTTP 200.');
  await page.getByRole('button', { name: 'List files' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('after a network error during sign-in, a new sign-in works', async ({ page }) => {
  await page.route('**/oauth2/token', (route) => route.abort('internetdisconnected'));
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignInForm(page, user);
  await expectAlert(page, 'Cannot reach Cognito');
  await page.unroute('**/oauth2/token');
  await signIn(page, user);
});

test('a sign-out without network deletes the tokens and reports the failed revocation', async ({ page }) => {
  await signIn(page, user);
  await page.route('**/oauth2/revoke', (route) => route.abort('internetdisconnected'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status')).toContainText('could not be revoked');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

const CONFIGURATIONS: Record<string, { answer: { status?: number; body?: string }; says: string[] }> = {
  missing: { answer: { status: 404 }, says: ['Cannot load /config.json (HTTP 404).'] },
  'not JSON': { answer: { body: '<!doctype html>' }, says: ['/config.json is not valid JSON.'] },
  invalid: { answer: { body: '{"stack": "mine", "issuer": "javascript:alert(1)"}' }, says: ['clientId is missing', 'issuer must be an https URL'] },
};

for (const [kind, { answer, says }] of Object.entries(CONFIGURATIONS)) {
  test(`problem shown for a configuration that is ${kind}`, async ({ page }) => {
    await page.route('**/config.json', (route) => route.fulfill(answer));
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is not configured');
    await expectAlert(page, ...says);
    await expect(page.getByText('infra/demo/web/serve --local claims')).toBeVisible();

    await page.unroute('**/config.json');
    await page.getByRole('link', { name: 'Reload' }).click();
    await expectSignedOut(page);
  });
}

test('the page shows when its tokens expire', async ({ page }) => {
  await signIn(page, user);
  await page.clock.install();
  await page.reload();
  await expect(page.getByText('Your tokens expire in')).toBeVisible();
  await page.clock.fastForward('01:00:01');
  await expect(page.getByText('Your tokens expired')).toBeVisible();
});

test('a damaged session does not break the page', async ({ page }) => {
  await page.goto('/');
  const key = new TextEncoder().encode('a key of 32 bytes, for this test');
  const token = await new SignJWT({ 'cognito:username': '<b>eve</b>', projects: { deep: ['[draft]', null] } }).setProtectedHeader({ alg: 'HS256' }).sign(key);
  const clientId = await page.evaluate(async () => ((await (await fetch('/config.json')).json()) as { clientId: string }).clientId);
  const session = { clientId, idToken: token, accessToken: 'no token', refreshToken: null, clockSkew: 0 };
  await page.evaluate((kept) => sessionStorage.setItem('session', kept), JSON.stringify(session));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as <b>eve</b>');
  await expectAlert(page, 'This is not a JSON Web Token');
  await page.getByRole('button', { name: 'Send request to the optimized route' }).click();
  // The page cannot read a 401 of the emulator's authorizer, which has no CORS headers.
  await expect(page.locator('[data-route="optimized"]')).toContainText(/HTTP 401\.|the token may have expired/);
  await page.getByRole('button', { name: 'Refresh tokens' }).click();
  await expectSignedOut(page);

  await page.evaluate(() => sessionStorage.setItem('session', '{'));
  await page.reload();
  await expectSignedOut(page);
});
