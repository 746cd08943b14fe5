/** OnLookupFailure=fail. */

import { expect, test } from '@playwright/test';
import { injectFault, clearFault } from '../support/faults.ts';
import { addUser, MARKER } from '../support/users.ts';
import { signInWithPassword, refreshed } from '../support/sign-in.ts';
import { configure, output, STACK } from '../support/stack.ts';
import { expectClaims, verifyTokens } from '../support/tokens.ts';

test('OnLookupFailure=fail refuses sign-in and refresh with a message that names nothing internal', async () => {
  const stack = await configure(STACK, { OnLookupFailure: 'fail' });
  const user = await addUser(stack, { department: MARKER });
  const tokens = await signInWithPassword(stack, user);
  expectClaims(await verifyTokens(stack, tokens), 'access', { department: MARKER });

  await injectFault(stack, 'error');
  try {
    for (const signIn of [() => signInWithPassword(stack, user), () => refreshed(stack, tokens)]) {
      const message = await signIn().then(() => 'signed in', (error: Error) => error.message);
      expect(message).toContain('Sign-in is not possible at the moment.');
      expect(message.toLowerCase()).not.toMatch(/dynamo|table|http|lookup/);
      expect(message).not.toContain(output(stack, 'UserInfoTableName'));
    }
  } finally {
    await clearFault(stack);
  }

  expectClaims(await verifyTokens(stack, await refreshed(stack, tokens)), 'access', { department: MARKER });
});
