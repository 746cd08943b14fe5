/** The table can't be asked: people sign in all the same, without what it says of them. */

import { expect, test } from '@playwright/test';
import { breakService, heal, type Fault } from '../support/faults.ts';
import { linesOf } from '../support/log.ts';
import { addPerson, joinGroup, MARK, type Person } from '../support/people.ts';
import { byPassword, bySrp, refreshed, type Tokens } from '../support/sign-in.ts';
import { configure, STACK, type Stack } from '../support/stack.ts';
import { createTable, deleteTable, putItem } from '../support/table.ts';
import { expectClaims, rest, verified } from '../support/tokens.ts';

/** How long Cognito waits for one answer. */
const LIMIT_MS = 5000;

const FACTS = { projects: [`apollo-${MARK}`], department: `engineering ${MARK}` };

let stack: Stack;
let person: Person;

test.beforeAll(async () => {
  stack = await configure(STACK);
  person = await addPerson(stack, FACTS);
  await joinGroup(stack, person, 'staff');
});

test.afterEach(() => heal(stack));

/** Signs in and refreshes while the table can't be asked, and once more when it can. */
async function expectFallback(broken: () => Promise<void>, healed: () => Promise<void>, cause: string): Promise<void> {
  const signedIn = await byPassword(stack, person);
  const whole = await verified(stack, signedIn);
  expectClaims(whole, 'id', FACTS);
  expectClaims(whole, 'access', FACTS);

  await broken();
  const ways: Record<string, () => Promise<Tokens>> = {
    password: () => byPassword(stack, person),
    SRP: () => bySrp(stack, person),
    refresh: () => refreshed(stack, signedIn),
  };
  for (const [way, signIn] of Object.entries(ways)) {
    let tokens!: Tokens;
    const started = performance.now();
    const lines = await linesOf(stack, async () => (tokens = await signIn()));
    const elapsed = performance.now() - started;

    const claims = await verified(stack, tokens);
    for (const token of ['id', 'access'] as const) {
      expectClaims(claims, token, { userName: person.userName, projects: null, department: null });
      expect(rest(claims[token]), `all else in the ${token} token, ${way}`).toEqual(rest(whole[token]));
      expect(claims[token]['cognito:groups'], `groups in the ${token} token, ${way}`).toEqual(['staff']);
    }
    expect(lines.length, `events of one sign-in, ${way}`).toBeGreaterThan(0);
    for (const line of lines) expect(line, `the log, ${way}`).toMatchObject({ outcome: 'fallback', cause });
    expect(elapsed, `ms for ${lines.length} events, ${way}`).toBeLessThan(LIMIT_MS * lines.length);
  }

  await healed();
  const back = await verified(stack, await refreshed(stack, signedIn));
  expectClaims(back, 'id', FACTS);
  expectClaims(back, 'access', FACTS);
}

const FAULTS: Record<Fault, { does: string; cause: string }> = {
  hang: { does: 'never answers', cause: 'timed_out' },
  refuse: { does: 'closes the connection', cause: 'unreachable' },
  error: { does: 'answers with HTTP 500', cause: 'service' },
  throttle: { does: 'is throttled', cause: 'throttled' },
};

for (const [fault, { does, cause }] of Object.entries(FAULTS)) {
  test(`DynamoDB ${does}: everybody signs in, with null claims, and gets the claims back`, async () => {
    await expectFallback(() => breakService(stack, fault as Fault), () => heal(stack), cause);
  });
}

test('the table is deleted: everybody signs in, with null claims, and gets the claims back', async () => {
  const restored = async () => {
    await createTable(stack);
    await putItem(stack, { userName: person.userName, projects: new Set(FACTS.projects), department: FACTS.department });
  };
  await expectFallback(() => deleteTable(stack), restored, 'no_table');
});
