/** Claim rules in the parameters of the template. */

import { AddCustomAttributesCommand, AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from '@playwright/test';
import { signInOnPage } from '../support/sign-in-page.ts';
import { addUser, cognito, MARKER, type User } from '../support/users.ts';
import { signInWithPassword } from '../support/sign-in.ts';
import { configure, output, readStack, STACK, type Stack } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { expectClaims, verifyTokens } from '../support/tokens.ts';

const ROLES = 'https://example.com/roles';

let stack: Stack;
let user: User;

test.beforeAll(async () => {
  const client = output(readStack(STACK), 'UserPoolClientId');
  stack = await configure(STACK, {
    TableAttributes: 'sub,tier,roles,limits',
    ClaimRules: JSON.stringify({
      claims: [
        { claim: 'tier', from: 'table.tier', tokens: ['access'] },
        { claim: ROLES, from: 'table.roles' },
        { claim: 'limits', from: 'table.limits', tokens: ['id'] },
        { claim: 'tenantId', from: 'attribute.custom:tenantId', default: 'none' },
        { claim: 'here', value: true, clients: [client] },
        { claim: 'elsewhere', value: true, clients: ['2example23456789'] },
      ],
      suppress: { id: ['email'] },
      scopes: { add: ['tier:{table.tier}'], suppress: ['profile'] },
    }),
  });
  user = await addUser(stack);
  await putItem(stack, {
    userName: user.userName,
    tier: `gold-${MARKER}`,
    roles: new Set(['writer', 'reader']),
    limits: { requestCount: 12.5, nested: [true, null] },
    projects: new Set([MARKER]),
  });
});

test('rules write other attributes into the tokens that they name', async () => {
  const claims = await verifyTokens(stack, await signInWithPassword(stack, user));
  const roles = { [ROLES]: ['reader', 'writer'], projects: null, userName: null };
  expectClaims(claims, 'id', { ...roles, tier: null, limits: { requestCount: 12.5, nested: [true, null] } });
  expectClaims(claims, 'access', { ...roles, tier: `gold-${MARKER}`, limits: null });
});

test('rules suppress a claim of the ID token', async () => {
  const { id } = await verifyTokens(stack, await signInWithPassword(stack, user));
  expect(Object.keys(id), 'claims of the ID token').not.toContain('email');
  expect(id['email_verified'], 'email_verified stays').toBe(true);
});

test('rules add a scope with an attribute and suppress a scope', async ({ page }) => {
  const { access } = await verifyTokens(stack, await signInOnPage(stack, page, user));
  expect(String(access['scope']).split(' ').sort(), 'scopes').toEqual(['email', 'openid', `tier:gold-${MARKER}`]);
});

test('a rule applies only to its app clients', async () => {
  const claims = await verifyTokens(stack, await signInWithPassword(stack, user));
  expectClaims(claims, 'id', { here: true, elsewhere: null });
  expectClaims(claims, 'access', { here: true, elsewhere: null });
});

test('a rule reads a custom user attribute, or has its default', async () => {
  const UserPoolId = output(stack, 'UserPoolId');
  const without = await verifyTokens(stack, await signInWithPassword(stack, user));
  expectClaims(without, 'access', { tenantId: 'none' });

  const name = { Name: 'tenantId', AttributeDataType: 'String' as const, Mutable: true };
  await cognito(stack).send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [name] }));
  const attribute = { Name: 'custom:tenantId', Value: `tenant-${MARKER}` };
  await cognito(stack).send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: user.userName, UserAttributes: [attribute] }));

  const claims = await verifyTokens(stack, await signInWithPassword(stack, user));
  expectClaims(claims, 'id', { tenantId: `tenant-${MARKER}` });
  expectClaims(claims, 'access', { tenantId: `tenant-${MARKER}` });
});
