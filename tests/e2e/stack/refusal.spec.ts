/** Who wants no tokens without claims can have it that way. */

import { expect, test } from '@playwright/test';
import { breakService, heal } from '../support/faults.ts';
import { addPerson, MARK } from '../support/people.ts';
import { byPassword, refreshed } from '../support/sign-in.ts';
import { configure, output, STACK } from '../support/stack.ts';
import { expectClaims, verified } from '../support/tokens.ts';

test('OnLookupFailure=fail refuses sign-in and refresh while the table can’t be asked, and says nothing of why', async () => {
  const stack = await configure(STACK, { OnLookupFailure: 'fail' });
  const person = await addPerson(stack, { department: MARK });
  const tokens = await byPassword(stack, person);
  expectClaims(await verified(stack, tokens), 'access', { department: MARK });

  await breakService(stack, 'error');
  try {
    for (const signIn of [() => byPassword(stack, person), () => refreshed(stack, tokens)]) {
      const told = await signIn().then(() => 'signed in', (error: Error) => error.message);
      expect(told).toContain('Sign-in is not possible at the moment.');
      expect(told.toLowerCase()).not.toMatch(/dynamo|table|http|lookup/);
      expect(told).not.toContain(output(stack, 'UserInfoTableName'));
    }
  } finally {
    await heal(stack);
  }

  expectClaims(await verified(stack, await refreshed(stack, tokens)), 'access', { department: MARK });
});
