/** The same function with another emulator, at event version 1. */

import { test } from '@playwright/test';
import { startCognitoLocal } from '../support/cognito-local.ts';
import { putItem } from '../support/table.ts';
import { addUserToPool, addUserWithoutItem, MARKER } from '../support/users.ts';
import { signInWithPassword, refreshed } from '../support/sign-in.ts';
import { readStack, STACK } from '../support/stack.ts';
import { expectClaims, verifyTokens } from '../support/tokens.ts';

test('cognito-local: the ID token has the claims after sign-in and refresh', async () => {
  const stack = readStack(STACK);
  const user = await addUserWithoutItem(stack);
  // Without `sub`, since the user has another one in each pool.
  await putItem(stack, { userName: user.userName, projects: new Set([`gemini-${MARKER}`, `apollo-${MARKER}`]), department: `engineering ${MARKER}` });
  const other = await startCognitoLocal(stack);
  try {
    await addUserToPool(other.stack, user);
    const tokens = await signInWithPassword(other.stack, user);
    for (const tokensFromResult of [tokens, await refreshed(other.stack, tokens)]) {
      const claims = await verifyTokens(other.stack, tokensFromResult, 24 * 3600);
      const expected = { userName: user.userName, projects: `["apollo-${MARKER}","gemini-${MARKER}"]`, department: `engineering ${MARKER}` };
      expectClaims(claims, 'id', expected);
      expectClaims(claims, 'access', { userName: null, projects: null, department: null });
    }
  } finally {
    other.process.kill();
  }
});
