/** Sign-in on the sign-in page of the user pool, with authorization code and PKCE, in a browser. */

import { createHash, randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { User } from './users.ts';
import { requestTokens, tokensFromResponse, type TokenResponse, type Tokens } from './sign-in.ts';
import { output, SITE, type Stack } from './stack.ts';

export interface AuthorizationRequest {
  url: string;
  state: string;
  verifier: string;
}

export function authorizationRequest(stack: Stack): AuthorizationRequest {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('hex');
  const request = new URLSearchParams({
    response_type: 'code',
    client_id: output(stack, 'UserPoolClientId'),
    redirect_uri: SITE,
    scope: 'openid email profile',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return { url: `${stack.signIn.authorize}?${request}`, state, verifier };
}

/** Fills in the sign-in form of the open page. */
export async function fillSignInForm(page: Page, user: User): Promise<void> {
  await page.getByLabel('Username').fill(user.userName);
  await page.getByLabel('Password').fill(user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/**
 * Signs in on the page and returns the code of the callback. The test answers the callback request, so no server
 * needs to listen there.
 */
export async function authorizationCode(page: Page, user: User, request: AuthorizationRequest): Promise<string> {
  await page.route(`${SITE}**`, (route) => route.fulfill({ contentType: 'text/html', body: 'signed in' }));
  await page.goto(request.url);
  await fillSignInForm(page, user);
  await page.waitForURL(`${SITE}**`);
  const callback = new URL(page.url()).searchParams;
  if (callback.get('state') !== request.state) throw new Error(`the callback has another state: ${page.url()}`);
  const code = callback.get('code');
  if (code === null) throw new Error(`the callback has no code: ${page.url()}`);
  return code;
}

export function exchangeCode(stack: Stack, code: string, verifier: string): Promise<TokenResponse> {
  const form = { grant_type: 'authorization_code', client_id: output(stack, 'UserPoolClientId'), redirect_uri: SITE };
  return requestTokens(stack, { ...form, code, code_verifier: verifier });
}

export async function signInOnPage(stack: Stack, page: Page, user: User): Promise<Tokens> {
  const request = authorizationRequest(stack);
  return tokensFromResponse(await exchangeCode(stack, await authorizationCode(page, user, request), request.verifier));
}
