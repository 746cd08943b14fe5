/** With signatures and permissions checked: the template's own role is enough, and no more than enough. */

import { DeleteRolePolicyCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from '@playwright/test';
import { linesOf } from '../support/log.ts';
import { addPerson, joinGroup, MARK } from '../support/people.ts';
import { byPassword, bySrp, refreshed, type Tokens } from '../support/sign-in.ts';
import { clientOf, configure, output, STACK_WITH_IAM, type Stack } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { expectClaims, rest, verified } from '../support/tokens.ts';

const FACTS = { projects: [`apollo-${MARK}`], department: `engineering ${MARK}` };

test('the function’s own role reads what the tokens need', async () => {
  const stack = await configure(STACK_WITH_IAM);
  const person = await addPerson(stack, FACTS);
  const tokens = await byPassword(stack, person);
  for (const issued of [tokens, await bySrp(stack, person), await refreshed(stack, tokens)]) {
    const claims = await verified(stack, issued);
    expectClaims(claims, 'id', FACTS);
    expectClaims(claims, 'access', FACTS);
  }
});

test('the permission is revoked: everybody signs in, with null claims, and gets the claims back', async () => {
  const stack = await configure(STACK_WITH_IAM);
  const person = await addPerson(stack, FACTS);
  await joinGroup(stack, person, 'staff');
  const signedIn = await byPassword(stack, person);
  const whole = await verified(stack, signedIn);
  expectClaims(whole, 'id', FACTS);

  const giveBack = await revoke(stack);
  try {
    for (const signIn of [() => byPassword(stack, person), () => bySrp(stack, person), () => refreshed(stack, signedIn)]) {
      let tokens!: Tokens;
      const lines = await linesOf(stack, async () => (tokens = await signIn()));
      const claims = await verified(stack, tokens);
      for (const token of ['id', 'access'] as const) {
        expectClaims(claims, token, { userName: person.userName, projects: null, department: null, 'cognito:groups': ['staff'] });
        expect(rest(claims[token]), `all else in the ${token} token`).toEqual(rest(whole[token]));
      }
      for (const line of lines) expect(line).toMatchObject({ outcome: 'fallback', cause: 'denied' });
    }
  } finally {
    await giveBack();
  }
  expectClaims(await verified(stack, await refreshed(stack, signedIn)), 'id', FACTS);
});

test('a rule that reads an attribute which TableAttributes does not name is denied, and the log says so', async () => {
  const stack = await configure(STACK_WITH_IAM, {
    ClaimRules: JSON.stringify({ claims: [{ claim: 'salary', from: 'table.salary' }] }),
  });
  const person = await addPerson(stack);
  await putItem(stack, { userName: person.userName, salary: MARK });
  let tokens!: Tokens;
  const lines = await linesOf(stack, async () => (tokens = await byPassword(stack, person)));
  expectClaims(await verified(stack, tokens), 'access', { salary: null });
  for (const line of lines) expect(line).toMatchObject({ outcome: 'fallback', cause: 'denied' });
});

/** Takes the policies of the function's role away; the answer gives them back. */
async function revoke(stack: Stack): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(clientOf(stack));
  const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: output(stack, 'FunctionName') }));
  const RoleName = Role!.split('/').at(-1)!;
  const iam = new IAMClient(clientOf(stack));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))));
  await Promise.all(PolicyNames.map((PolicyName) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))));
  return async () => {
    for (const { PolicyName, PolicyDocument } of policies) {
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: decodeURIComponent(PolicyDocument!) }));
    }
  };
}
