/** Lookup failures: users sign in with null claims. */

import { expect, test } from '@playwright/test';
import { injectFault, clearFault, type Fault } from '../support/faults.ts';
import { logLinesDuring } from '../support/log.ts';
import { addUser, addToGroup, MARKER, type User } from '../support/users.ts';
import { signInWithPassword, signInWithSrp, refreshed, type Tokens } from '../support/sign-in.ts';
import { configure, STACK, type Stack } from '../support/stack.ts';
import { createTable, deleteTable, putItem } from '../support/table.ts';
import { expectClaims, otherClaims, verifyTokens } from '../support/tokens.ts';

/** Cognito's timeout for a trigger, in ms. */
const LIMIT_MS = 5000;

const ATTRIBUTES = { projects: [`apollo-${MARKER}`], department: `engineering ${MARKER}` };

let stack: Stack;
let user: User;

test.beforeAll(async () => {
  stack = await configure(STACK);
  user = await addUser(stack, ATTRIBUTES);
  await addToGroup(stack, user, 'staff');
});

test.afterEach(() => clearFault(stack));

/** Expects null claims in sign-ins and refreshes during a failure, and the claims after it. */
async function expectFallback(broken: () => Promise<void>, healed: () => Promise<void>, cause: string): Promise<void> {
  const signedIn = await signInWithPassword(stack, user);
  const whole = await verifyTokens(stack, signedIn);
  expectClaims(whole, 'id', ATTRIBUTES);
  expectClaims(whole, 'access', ATTRIBUTES);

  await broken();
  const ways: Record<string, () => Promise<Tokens>> = {
    password: () => signInWithPassword(stack, user),
    SRP: () => signInWithSrp(stack, user),
    refresh: () => refreshed(stack, signedIn),
  };
  for (const [way, signIn] of Object.entries(ways)) {
    let tokens!: Tokens;
    const started = performance.now();
    const lines = await logLinesDuring(stack, async () => (tokens = await signIn()));
    const elapsed = performance.now() - started;

    const claims = await verifyTokens(stack, tokens);
    for (const token of ['id', 'access'] as const) {
      expectClaims(claims, token, { userName: user.userName, projects: null, department: null });
      expect(otherClaims(claims[token]), `other claims of the ${token} token, ${way}`).toEqual(otherClaims(whole[token]));
      expect(claims[token]['cognito:groups'], `groups in the ${token} token, ${way}`).toEqual(['staff']);
    }
    expect(lines.length, `events of one sign-in, ${way}`).toBeGreaterThan(0);
    for (const line of lines) expect(line, `the log, ${way}`).toMatchObject({ outcome: 'fallback', cause });
    expect(elapsed, `ms for ${lines.length} events, ${way}`).toBeLessThan(LIMIT_MS * lines.length);
  }

  await healed();
  const back = await verifyTokens(stack, await refreshed(stack, signedIn));
  expectClaims(back, 'id', ATTRIBUTES);
  expectClaims(back, 'access', ATTRIBUTES);
}

const FAULTS: Record<Fault, { does: string; cause: string }> = {
  hang: { does: 'does not respond', cause: 'timed_out' },
  refuse: { does: 'closes the connection', cause: 'unreachable' },
  error: { does: 'returns HTTP 500', cause: 'service' },
  throttle: { does: 'throttles', cause: 'throttled' },
};

for (const [fault, { does, cause }] of Object.entries(FAULTS)) {
  test(`DynamoDB ${does}: sign-ins have null claims until it recovers`, async () => {
    await expectFallback(() => injectFault(stack, fault as Fault), () => clearFault(stack), cause);
  });
}

test('deleted table: sign-ins have null claims until it is restored', async () => {
  const restored = async () => {
    await createTable(stack);
    await putItem(stack, { userName: user.userName, projects: new Set(ATTRIBUTES.projects), department: ATTRIBUTES.department });
  };
  await expectFallback(() => deleteTable(stack), restored, 'no_table');
});
