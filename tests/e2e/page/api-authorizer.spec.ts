/** The JWT authorizer of the API accepts only valid tokens of the stack's user pool and app client. */

import { generateKeyPairSync } from 'node:crypto';
import { expect, type APIRequestContext } from '@playwright/test';
import { decodeJwt } from 'jose';
import { callApi, signingKey, signToken } from '../support/api.ts';
import { addUser, addUserToPool, type User } from '../support/users.ts';
import { withOtherClient, withOtherPool } from '../support/pools.ts';
import { signInWithPassword, type Tokens } from '../support/sign-in.ts';
import { configureSite, test } from '../support/site.ts';
import type { Stack } from '../support/stack.ts';

const ROUTES = ['/optimized/projects', '/standard/projects'];

const now = (): number => Math.floor(Date.now() / 1000);

let stack: Stack;
let user: User;
let tokens: Tokens;

test.beforeAll(async () => {
  stack = await configureSite();
  user = await addUser(stack, { projects: ['apollo'], department: 'engineering' });
  tokens = await signInWithPassword(stack, user);
});

async function expectStatus(request: APIRequestContext, authorization: string | undefined, status: number): Promise<void> {
  for (const route of ROUTES) {
    const response = await callApi(request, stack, route, authorization);
    expect(response.status(), `${route}: ${await response.text()}`).toBe(status);
    if (status !== 200) expect(await response.text()).not.toContain('apollo');
  }
}

// The tests below change one thing in an accepted token each.
test('the access token is accepted, also when the test has signed it itself', async ({ request }) => {
  await expectStatus(request, `Bearer ${tokens.access}`, 200);
  await expectStatus(request, `Bearer ${await signToken(tokens.access, {}, signingKey(stack, 'access'))}`, 200);
});

test('the ID token is refused: it is for the application, and has no scope', async ({ request }) => {
  await expectStatus(request, `Bearer ${tokens.id}`, 403);
});

const ALTERED: Record<string, (token: string, use: 'id' | 'access') => Promise<string> | string> = {
  'with changed claims': (token) => {
    const [header, , signature] = token.split('.');
    const claims = { ...decodeJwt(token), projects: ['apollo', 'mercury'] };
    return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  },
  'without a signature': (token) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`,
  'that is not a JWT': () => 'apollo',
  'signed with another key': (token) => signToken(token, {}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  'that has expired': (token, use) => signToken(token, { exp: now() - 1 }, signingKey(stack, use)),
  'with another issuer': (token, use) => signToken(token, { iss: `${stack.signIn.issuer}x` }, signingKey(stack, use)),
};

for (const [kind, altered] of Object.entries(ALTERED)) {
  test(`a token ${kind} is rejected`, async ({ request }) => {
    for (const use of ['id', 'access'] as const) {
      await expectStatus(request, `Bearer ${await altered(tokens[use], use)}`, 401);
    }
  });
}

test('a request without a token is rejected', async ({ request }) => {
  for (const authorization of [undefined, '', 'Bearer', 'Bearer ']) await expectStatus(request, authorization, 401);
});

test('valid tokens of another user pool and of another app client are rejected', async ({ request }) => {
  const otherPool = await withOtherPool(stack);
  await addUserToPool(otherPool, user);
  for (const other of [otherPool, await withOtherClient(stack)]) {
    const { id, access } = await signInWithPassword(other, user);
    for (const token of [id, access]) await expectStatus(request, `Bearer ${token}`, 401);
  }
});
