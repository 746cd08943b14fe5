/** With permission checks: the role of the function is sufficient and minimal. */

import { DeleteRolePolicyCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from '@playwright/test';
import { logLinesDuring } from '../support/log.ts';
import { addUser, addToGroup, MARKER } from '../support/users.ts';
import { signInWithPassword, signInWithSrp, refreshed, type Tokens } from '../support/sign-in.ts';
import { clientConfig, configure, output, STACK_WITH_IAM, type Stack } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { expectClaims, otherClaims, verifyTokens } from '../support/tokens.ts';

const ATTRIBUTES = { projects: [`apollo-${MARKER}`], department: `engineering ${MARKER}` };

test('the role of the function allows the lookup', async () => {
  const stack = await configure(STACK_WITH_IAM);
  const user = await addUser(stack, ATTRIBUTES);
  const tokens = await signInWithPassword(stack, user);
  for (const tokensFromResult of [tokens, await signInWithSrp(stack, user), await refreshed(stack, tokens)]) {
    const claims = await verifyTokens(stack, tokensFromResult);
    expectClaims(claims, 'id', ATTRIBUTES);
    expectClaims(claims, 'access', ATTRIBUTES);
  }
});

test('revoked permission: sign-ins have null claims until it is restored', async () => {
  const stack = await configure(STACK_WITH_IAM);
  const user = await addUser(stack, ATTRIBUTES);
  await addToGroup(stack, user, 'staff');
  const signedIn = await signInWithPassword(stack, user);
  const whole = await verifyTokens(stack, signedIn);
  expectClaims(whole, 'id', ATTRIBUTES);

  const restorePermissions = await revokePermissions(stack);
  try {
    for (const signIn of [() => signInWithPassword(stack, user), () => signInWithSrp(stack, user), () => refreshed(stack, signedIn)]) {
      let tokens!: Tokens;
      const lines = await logLinesDuring(stack, async () => (tokens = await signIn()));
      const claims = await verifyTokens(stack, tokens);
      for (const token of ['id', 'access'] as const) {
        expectClaims(claims, token, { userName: user.userName, projects: null, department: null, 'cognito:groups': ['staff'] });
        expect(otherClaims(claims[token]), `other claims of the ${token} token`).toEqual(otherClaims(whole[token]));
      }
      for (const line of lines) expect(line).toMatchObject({ outcome: 'fallback', cause: 'denied' });
    }
  } finally {
    await restorePermissions();
  }
  expectClaims(await verifyTokens(stack, await refreshed(stack, signedIn)), 'id', ATTRIBUTES);
});

test('a rule that reads an attribute outside TableAttributes is denied and logged', async () => {
  const stack = await configure(STACK_WITH_IAM, {
    ClaimRules: JSON.stringify({ claims: [{ claim: 'salary', from: 'table.salary' }] }),
  });
  const user = await addUser(stack);
  await putItem(stack, { userName: user.userName, salary: MARKER });
  let tokens!: Tokens;
  const lines = await logLinesDuring(stack, async () => (tokens = await signInWithPassword(stack, user)));
  expectClaims(await verifyTokens(stack, tokens), 'access', { salary: null });
  for (const line of lines) expect(line).toMatchObject({ outcome: 'fallback', cause: 'denied' });
});

/** Deletes the policies of the function's role. Returns a function that restores them. */
async function revokePermissions(stack: Stack): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(clientConfig(stack));
  const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: output(stack, 'FunctionName') }));
  const RoleName = Role!.split('/').at(-1)!;
  const iam = new IAMClient(clientConfig(stack));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(PolicyNames.map((PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))));
  await Promise.all(PolicyNames.map((PolicyName) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))));
  return async () => {
    for (const { PolicyName, PolicyDocument } of policies) {
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: decodeURIComponent(PolicyDocument!) }));
    }
  };
}
