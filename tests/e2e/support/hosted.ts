/** Sign-in through the pool's own page, by authorization code with PKCE, in a browser. */

import { createHash, randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Person } from './people.ts';
import { askForTokens, tokensOf, type TokenAnswer, type Tokens } from './sign-in.ts';
import { output, SITE, type Stack } from './stack.ts';

export interface Authorization {
  url: string;
  state: string;
  verifier: string;
}

export function authorization(stack: Stack): Authorization {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('hex');
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: output(stack, 'UserPoolClientId'),
    redirect_uri: SITE,
    scope: 'openid email profile',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { url: `${stack.signIn.authorize}?${asked}`, state, verifier };
}

/** Fills in the form of the page that is open. */
export async function fillSignInForm(page: Page, person: Person): Promise<void> {
  await page.getByLabel('Username').fill(person.userName);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/**
 * Signs in on the page, and gives the code that the application is called back with. No server has to listen there: the
 * browser's request is answered here.
 */
export async function codeFor(page: Page, person: Person, asked: Authorization): Promise<string> {
  await page.route(`${SITE}**`, (route) => route.fulfill({ contentType: 'text/html', body: 'signed in' }));
  await page.goto(asked.url);
  await fillSignInForm(page, person);
  await page.waitForURL(`${SITE}**`);
  const called = new URL(page.url()).searchParams;
  if (called.get('state') !== asked.state) throw new Error(`called back with another state: ${page.url()}`);
  const code = called.get('code');
  if (code === null) throw new Error(`called back without a code: ${page.url()}`);
  return code;
}

export function exchange(stack: Stack, code: string, verifier: string): Promise<TokenAnswer> {
  const form = { grant_type: 'authorization_code', client_id: output(stack, 'UserPoolClientId'), redirect_uri: SITE };
  return askForTokens(stack, { ...form, code, code_verifier: verifier });
}

export async function byPage(stack: Stack, page: Page, person: Person): Promise<Tokens> {
  const asked = authorization(stack);
  return tokensOf(await exchange(stack, await codeFor(page, person, asked), asked.verifier));
}
