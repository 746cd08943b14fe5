/** Claim rules, given by the template's parameters. */

import { AddCustomAttributesCommand, AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from '@playwright/test';
import { byPage } from '../support/hosted.ts';
import { addPerson, cognito, MARK, type Person } from '../support/people.ts';
import { byPassword } from '../support/sign-in.ts';
import { configure, output, readStack, STACK, type Stack } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { expectClaims, verified } from '../support/tokens.ts';

const ROLES = 'https://example.com/roles';

let stack: Stack;
let person: Person;

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
  person = await addPerson(stack);
  await putItem(stack, {
    userName: person.userName,
    tier: `gold-${MARK}`,
    roles: new Set(['writer', 'reader']),
    limits: { requests: 12.5, nested: [true, null] },
    projects: new Set([MARK]),
  });
});

test('rules take other attributes into the token that they name, and nothing else', async () => {
  const claims = await verified(stack, await byPassword(stack, person));
  const roles = { [ROLES]: ['reader', 'writer'], projects: null, userName: null };
  expectClaims(claims, 'id', { ...roles, tier: null, limits: { requests: 12.5, nested: [true, null] } });
  expectClaims(claims, 'access', { ...roles, tier: `gold-${MARK}`, limits: null });
});

test('rules take a claim out of the ID token', async () => {
  const { id } = await verified(stack, await byPassword(stack, person));
  expect(Object.keys(id), 'claims of the ID token').not.toContain('email');
  expect(id['email_verified'], 'email_verified stays').toBe(true);
});

test('rules add a scope made of an attribute, and take one out', async ({ page }) => {
  const { access } = await verified(stack, await byPage(stack, page, person));
  expect(String(access['scope']).split(' ').sort(), 'scopes').toEqual(['email', 'openid', `tier:gold-${MARK}`]);
});

test('a rule for one app client holds for no other', async () => {
  const claims = await verified(stack, await byPassword(stack, person));
  expectClaims(claims, 'id', { here: true, elsewhere: null });
  expectClaims(claims, 'access', { here: true, elsewhere: null });
});

test('a rule takes a custom user attribute, and its default where there is none', async () => {
  const UserPoolId = output(stack, 'UserPoolId');
  const without = await verified(stack, await byPassword(stack, person));
  expectClaims(without, 'access', { tenantId: 'none' });

  const name = { Name: 'tenantId', AttributeDataType: 'String' as const, Mutable: true };
  await cognito(stack).send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [name] }));
  const attribute = { Name: 'custom:tenantId', Value: `tenant-${MARK}` };
  await cognito(stack).send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: person.userName, UserAttributes: [attribute] }));

  const claims = await verified(stack, await byPassword(stack, person));
  expectClaims(claims, 'id', { tenantId: `tenant-${MARK}` });
  expectClaims(claims, 'access', { tenantId: `tenant-${MARK}` });
});
