/** Claims from the table, and unusual user names. */

import { test, expect } from '@playwright/test';
import { invokeFunction } from '../support/function.ts';
import { addUser, setAttributes, MARKER, unique } from '../support/users.ts';
import { signInWithPassword, signInWithSrp, refreshed } from '../support/sign-in.ts';
import { configure, output, STACK, type Stack } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { expectClaims, verifyTokens } from '../support/tokens.ts';

let stack: Stack;

test.beforeAll(async () => {
  stack = await configure(STACK);
});

test('a change in the table is in the tokens after the next refresh', async () => {
  const user = await addUser(stack, { projects: [`apollo-${MARKER}`], department: `engineering ${MARKER}` });
  const before = await signInWithPassword(stack, user);

  await setAttributes(stack, user, '--department', `research ${MARKER}`, '--project', `mercury-${MARKER}`, '--project', `gemini-${MARKER}`);
  const after = await refreshed(stack, before);

  const old = { projects: [`apollo-${MARKER}`], department: `engineering ${MARKER}` };
  const fresh = { projects: [`gemini-${MARKER}`, `mercury-${MARKER}`], department: `research ${MARKER}` };
  for (const token of ['id', 'access'] as const) {
    expectClaims(await verifyTokens(stack, before), token, old);
    expectClaims(await verifyTokens(stack, after), token, fresh);
  }
});

test('a set is sorted, a list keeps its order, text stays text', async () => {
  const user = await addUser(stack);
  const inOrder = [
    { stored: new Set([`zeta-${MARKER}`, `Alpha-${MARKER}`, `mid-${MARKER}`]), claim: [`Alpha-${MARKER}`, `mid-${MARKER}`, `zeta-${MARKER}`] },
    { stored: [`zeta-${MARKER}`, `Alpha-${MARKER}`], claim: [`zeta-${MARKER}`, `Alpha-${MARKER}`] },
    { stored: `${MARKER}`, claim: MARKER },
  ];
  for (const { stored, claim } of inOrder) {
    await putItem(stack, { userName: user.userName, projects: stored });
    const claims = await verifyTokens(stack, await signInWithPassword(stack, user));
    expectClaims(claims, 'id', { projects: claim, department: null });
    expectClaims(claims, 'access', { projects: claim, department: null });
  }
});

test('an attribute of an unsupported type is a null claim, and the other claims stay', async () => {
  const user = await addUser(stack);
  await putItem(stack, { userName: user.userName, projects: new Set([`apollo-${MARKER}`]), department: 42 });
  const claims = await verifyTokens(stack, await signInWithPassword(stack, user));
  expectClaims(claims, 'id', { projects: [`apollo-${MARKER}`], department: null });
  expectClaims(claims, 'access', { projects: [`apollo-${MARKER}`], department: null });
});

// The emulator ignores the group override of V2, with which Cognito would remove the groups, so this checks the response.
for (const version of ['1', '2', '3']) {
  test(`the response to event version ${version} does not override groups`, async () => {
    const user = await addUser(stack, { department: MARKER });
    const answer = await invokeFunction(stack, {
      version,
      triggerSource: 'TokenGeneration_Authentication',
      region: stack.region,
      userPoolId: output(stack, 'UserPoolId'),
      userName: user.userName,
      callerContext: { awsSdkVersion: 'test', clientId: output(stack, 'UserPoolClientId') },
      request: {
        userAttributes: { email: user.email },
        groupConfiguration: { groupsToOverride: ['staff'], iamRolesToOverride: [], preferredRole: null },
      },
      response: {},
    });
    const response = JSON.stringify(answer['response']);
    expect(response, 'the response').toContain(MARKER);
    expect(response, 'the response').not.toContain('groupOverrideDetails');
  });
}

for (const [kind, name] of Object.entries({
  'non-ASCII letters': unique('zoë-Ωmega-山田'),
  'the form of an e-mail address': `${unique('eve')}+tag@example.com`,
  'the form of a federated user': `Google_${unique('1122')}`,
})) {
  test(`a user name with ${kind} finds its item`, async () => {
    const user = await addUser(stack, { projects: [`projet été ${MARKER}`], department: MARKER }, name);
    for (const tokens of [await signInWithPassword(stack, user), await signInWithSrp(stack, user)]) {
      const claims = await verifyTokens(stack, tokens);
      expectClaims(claims, 'id', { projects: [`projet été ${MARKER}`], department: MARKER });
      expect(claims.access['username'], 'username').toBe(claims.id['cognito:username']);
    }
  });
}
