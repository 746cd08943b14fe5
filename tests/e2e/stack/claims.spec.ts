/** What the table says, as it changes, and of people with unusual names. */

import { test, expect } from '@playwright/test';
import { answerTo } from '../support/function.ts';
import { addPerson, change, MARK, unique } from '../support/people.ts';
import { byPassword, bySrp, refreshed } from '../support/sign-in.ts';
import { configure, output, STACK, type Stack } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { expectClaims, verified } from '../support/tokens.ts';

let stack: Stack;

test.beforeAll(async () => {
  stack = await configure(STACK);
});

test('a change in the table is in the tokens after the next refresh, and not in those before', async () => {
  const person = await addPerson(stack, { projects: [`apollo-${MARK}`], department: `engineering ${MARK}` });
  const before = await byPassword(stack, person);

  await change(stack, person, '--department', `research ${MARK}`, '--project', `mercury-${MARK}`, '--project', `gemini-${MARK}`);
  const after = await refreshed(stack, before);

  const old = { projects: [`apollo-${MARK}`], department: `engineering ${MARK}` };
  const fresh = { projects: [`gemini-${MARK}`, `mercury-${MARK}`], department: `research ${MARK}` };
  for (const token of ['id', 'access'] as const) {
    expectClaims(await verified(stack, before), token, old);
    expectClaims(await verified(stack, after), token, fresh);
  }
});

test('a set is sorted, a list keeps its order, text stays text', async () => {
  const person = await addPerson(stack);
  const inOrder = [
    { stored: new Set([`zeta-${MARK}`, `Alpha-${MARK}`, `mid-${MARK}`]), claim: [`Alpha-${MARK}`, `mid-${MARK}`, `zeta-${MARK}`] },
    { stored: [`zeta-${MARK}`, `Alpha-${MARK}`], claim: [`zeta-${MARK}`, `Alpha-${MARK}`] },
    { stored: `${MARK}`, claim: MARK },
  ];
  for (const { stored, claim } of inOrder) {
    await putItem(stack, { userName: person.userName, projects: stored });
    const claims = await verified(stack, await byPassword(stack, person));
    expectClaims(claims, 'id', { projects: claim, department: null });
    expectClaims(claims, 'access', { projects: claim, department: null });
  }
});

test('an attribute of a type that makes no sense is a null claim, and the other claims stay', async () => {
  const person = await addPerson(stack);
  await putItem(stack, { userName: person.userName, projects: new Set([`apollo-${MARK}`]), department: 42 });
  const claims = await verified(stack, await byPassword(stack, person));
  expectClaims(claims, 'id', { projects: [`apollo-${MARK}`], department: null });
  expectClaims(claims, 'access', { projects: [`apollo-${MARK}`], department: null });
});

// The emulator ignores V2's group override, with which Cognito would strip the groups: so the answer itself is looked at.
for (const version of ['1', '2', '3']) {
  test(`the answer to an event of version ${version} leaves the groups to Cognito`, async () => {
    const person = await addPerson(stack, { department: MARK });
    const answer = await answerTo(stack, {
      version,
      triggerSource: 'TokenGeneration_Authentication',
      region: stack.region,
      userPoolId: output(stack, 'UserPoolId'),
      userName: person.userName,
      callerContext: { awsSdkVersion: 'test', clientId: output(stack, 'UserPoolClientId') },
      request: {
        userAttributes: { email: person.email },
        groupConfiguration: { groupsToOverride: ['staff'], iamRolesToOverride: [], preferredRole: null },
      },
      response: {},
    });
    const response = JSON.stringify(answer['response']);
    expect(response, 'the response').toContain(MARK);
    expect(response, 'the response').not.toContain('groupOverrideDetails');
  });
}

for (const [kind, name] of Object.entries({
  'letters beyond ASCII': unique('zoë-Ωmega-山田'),
  'the form of an e-mail address': `${unique('eve')}+tag@example.com`,
  'the form of a federated one': `Google_${unique('1122')}`,
})) {
  test(`a user name with ${kind} finds its item`, async () => {
    const person = await addPerson(stack, { projects: [`projet été ${MARK}`], department: MARK }, name);
    for (const tokens of [await byPassword(stack, person), await bySrp(stack, person)]) {
      const claims = await verified(stack, tokens);
      expectClaims(claims, 'id', { projects: [`projet été ${MARK}`], department: MARK });
      expect(claims.access['username'], 'username').toBe(claims.id['cognito:username']);
    }
  });
}
