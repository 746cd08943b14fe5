/** The API without the page: whoever has no token of this pool and client, still good, gets nothing. */

import { generateKeyPairSync } from 'node:crypto';
import { expect, type APIRequestContext } from '@playwright/test';
import { decodeJwt } from 'jose';
import { askApi, keyOfPool, signed } from '../support/api.ts';
import { addPerson, addToPool, type Person } from '../support/people.ts';
import { withOtherClient, withOtherPool } from '../support/pools.ts';
import { byPassword, type Tokens } from '../support/sign-in.ts';
import { configureSite, test } from '../support/site.ts';
import type { Stack } from '../support/stack.ts';

const ROUTES = ['/optimized/projects', '/standard/projects'];

const now = (): number => Math.floor(Date.now() / 1000);

let stack: Stack;
let person: Person;
let tokens: Tokens;

test.beforeAll(async () => {
  stack = await configureSite();
  person = await addPerson(stack, { projects: ['apollo'], department: 'engineering' });
  tokens = await byPassword(stack, person);
});

async function expectStatus(request: APIRequestContext, authorization: string | undefined, status: number): Promise<void> {
  for (const route of ROUTES) {
    const answer = await askApi(request, stack, route, authorization);
    expect(answer.status(), `${route}: ${await answer.text()}`).toBe(status);
    if (status !== 200) expect(await answer.text()).not.toContain('apollo');
  }
}

// The tests below change one thing in an accepted token each.
test('the access token is accepted, also when the test has signed it itself', async ({ request }) => {
  await expectStatus(request, `Bearer ${tokens.access}`, 200);
  await expectStatus(request, `Bearer ${await signed(tokens.access, {}, keyOfPool(stack, 'access'))}`, 200);
});

test('the ID token is refused: it is for the application, and has no scope', async ({ request }) => {
  await expectStatus(request, `Bearer ${tokens.id}`, 403);
});

const ALTERED: Record<string, (token: string, use: 'id' | 'access') => Promise<string> | string> = {
  'whose claims were changed': (token) => {
    const [header, , signature] = token.split('.');
    const claims = { ...decodeJwt(token), projects: ['apollo', 'mercury'] };
    return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  },
  'without a signature': (token) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`,
  'that is none': () => 'apollo',
  'signed by a key of one’s own': (token) => signed(token, {}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  'that has expired': (token, use) => signed(token, { exp: now() - 1 }, keyOfPool(stack, use)),
  'of another issuer': (token, use) => signed(token, { iss: `${stack.signIn.issuer}x` }, keyOfPool(stack, use)),
};

for (const [kind, altered] of Object.entries(ALTERED)) {
  test(`a token ${kind} is refused`, async ({ request }) => {
    for (const use of ['id', 'access'] as const) {
      await expectStatus(request, `Bearer ${await altered(tokens[use], use)}`, 401);
    }
  });
}

test('without a token there is nothing', async ({ request }) => {
  for (const authorization of [undefined, '', 'Bearer', 'Bearer ']) await expectStatus(request, authorization, 401);
});

test('good tokens of another pool, and of another client of the same pool, are refused', async ({ request }) => {
  const otherPool = await withOtherPool(stack);
  await addToPool(otherPool, person);
  for (const other of [otherPool, await withOtherClient(stack)]) {
    const { id, access } = await byPassword(other, person);
    for (const token of [id, access]) await expectStatus(request, `Bearer ${token}`, 401);
  }
});
