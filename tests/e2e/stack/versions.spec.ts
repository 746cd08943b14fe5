/** Each version of the trigger, by update of one running stack, and each way to sign in. */

import { expect, test, type Page } from '@playwright/test';
import { byPage } from '../support/hosted.ts';
import { linesOf } from '../support/log.ts';
import { addPerson, addStranger, MARK, setPassword, unique, type Person } from '../support/people.ts';
import { asMachine, byNewPassword, byPassword, bySrp, refreshed, type Tokens } from '../support/sign-in.ts';
import { configure, STACK, type Stack } from '../support/stack.ts';
import { expectClaims, rest, verified, verify, type Claims } from '../support/tokens.ts';

const APOLLO = `apollo-${MARK}`;
const GEMINI = `gemini-${MARK}`;
const DEPARTMENT = `engineering ${MARK}`;

const NOTHING = { userName: null, projects: null, department: null };

/** What the table's data are in each token. */
const VERSIONS = {
  V1_0: { projects: JSON.stringify([APOLLO, GEMINI]), inAccess: false },
  V2_0: { projects: [APOLLO, GEMINI], inAccess: true },
  V3_0: { projects: [APOLLO, GEMINI], inAccess: true },
};

interface Flow {
  source: string;
  signIn: (stack: Stack, person: Person, page: Page) => Promise<Tokens>;
}

const FLOWS: Record<string, Flow> = {
  'with a password': { source: 'Authentication', signIn: byPassword },
  'by SRP': { source: 'Authentication', signIn: bySrp },
  'on the sign-in page, with PKCE': { source: 'HostedAuth', signIn: (stack, person, page) => byPage(stack, page, person) },
  'by a refresh': { source: 'RefreshTokens', signIn: async (stack, person) => refreshed(stack, await byPassword(stack, person)) },
  'with a temporary password': {
    source: 'NewPasswordChallenge',
    signIn: async (stack, person) => {
      await setPassword(stack, person, false);
      return byNewPassword(stack, person, `Another-${person.password}`);
    },
  },
};

for (const [version, { projects, inAccess }] of Object.entries(VERSIONS)) {
  test.describe(version, () => {
    let stack: Stack;

    test.beforeAll(async () => {
      stack = await configure(STACK, { TriggerVersion: version });
    });

    function expectTable(claims: Claims, person: Person, facts: Record<string, unknown>): void {
      const expected = { userName: person.userName, ...facts };
      expectClaims(claims, 'id', expected);
      expectClaims(claims, 'access', inAccess ? expected : NOTHING);
    }

    for (const [how, { source, signIn }] of Object.entries(FLOWS)) {
      test(`${version}: who signs in ${how} gets what the table says`, async ({ page }) => {
        const person = await addPerson(stack, { projects: [GEMINI, APOLLO], department: DEPARTMENT });

        let tokens!: Tokens;
        const lines = await linesOf(stack, async () => (tokens = await signIn(stack, person, page)));

        expectTable(await verified(stack, tokens), person, { projects, department: DEPARTMENT });
        const seen = { triggerSource: `TokenGeneration_${source}`, eventVersion: version.slice(1, 2), outcome: 'enriched' };
        expect(lines, 'the log of the sign-in').toContainEqual(expect.objectContaining(seen));
      });
    }

    test(`${version}: somebody whom the table does not know has null claims, or none`, async () => {
      const stranger = await addStranger(stack);
      const claims = await verified(stack, await byPassword(stack, stranger));
      expectTable(claims, stranger, { projects: null, department: null });
      expect(claims.id['email'], 'email of the ID token').toBe(stranger.email);
    });

    test(`${version}: somebody without projects and department has null claims, or none`, async () => {
      const person = await addPerson(stack);
      const claims = await verified(stack, await byPassword(stack, person));
      expectTable(claims, person, { projects: null, department: null });
    });
  });
}

test('V1_0: the access token is as it would be without the trigger', async () => {
  const stack = await configure(STACK, { TriggerVersion: 'V1_0' });
  const person = await addPerson(stack, { projects: [APOLLO], department: DEPARTMENT });
  const { access, id } = await verified(stack, await byPassword(stack, person));
  expect(rest(access, []), 'the access token').toEqual({
    sub: id.sub,
    iss: stack.signIn.issuer,
    client_id: id.aud,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    username: person.userName,
  });
});

test('V3_0: a machine gets the claim of a constant, and no person’s', async () => {
  const claim = unique('service');
  const stack = await configure(STACK, {
    TriggerVersion: 'V3_0',
    MachineClients: 'true',
    ClaimRules: JSON.stringify({
      claims: [
        { claim: 'service', value: claim, tokens: ['machine'] },
        { claim: 'caller', from: 'event.clientId', tokens: ['machine'] },
        { claim: 'department', from: 'table.department' },
      ],
    }),
  });
  const access = await verify(stack, await asMachine(stack), 'access');
  expect(access, 'the access token of a machine').toMatchObject({
    client_id: stack.outputs['MachineClientId'],
    scope: stack.outputs['MachineScope'],
    service: claim,
    caller: stack.outputs['MachineClientId'],
  });
  expect(Object.keys(access), 'claims of a machine').not.toContain('department');
});
