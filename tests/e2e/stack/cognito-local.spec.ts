/** A second emulator as a client of the same function, at trigger version 1. */

import { test } from '@playwright/test';
import { startCognitoLocal } from '../support/cognito-local.ts';
import { addPerson, addToPool, MARK } from '../support/people.ts';
import { byPassword, refreshed } from '../support/sign-in.ts';
import { readStack, STACK } from '../support/stack.ts';
import { expectClaims, verified } from '../support/tokens.ts';

test('cognito-local: the ID token holds what the table says, at a sign-in and at a refresh', async () => {
  const stack = readStack(STACK);
  const person = await addPerson(stack, { projects: [`gemini-${MARK}`, `apollo-${MARK}`], department: `engineering ${MARK}` });
  const other = await startCognitoLocal(stack);
  try {
    await addToPool(other.stack, person);
    const tokens = await byPassword(other.stack, person);
    for (const issued of [tokens, await refreshed(other.stack, tokens)]) {
      const claims = await verified(other.stack, issued, 24 * 3600);
      const expected = { userName: person.userName, projects: `["apollo-${MARK}","gemini-${MARK}"]`, department: `engineering ${MARK}` };
      expectClaims(claims, 'id', expected);
      expectClaims(claims, 'access', { userName: null, projects: null, department: null });
    }
  } finally {
    other.process.kill();
  }
});
