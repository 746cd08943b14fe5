/** Each version of the trigger, by update of one running stack, and each way to sign in. */

import { expect, test, type Page } from '@playwright/test';
import { byPage } from '../support/hosted.ts';
import { linesOf } from '../support/log.ts';
import { addPerson, addStranger, joinGroup, MARK, setPassword, type Person } from '../support/people.ts';
import { SERVICE, WITH_MACHINES } from '../support/rules.ts';
import { asMachine, byNewPassword, byPassword, bySrp, refreshed, refreshedAtEndpoint, type Tokens } from '../support/sign-in.ts';
import { configure, output, STACK, type Stack } from '../support/stack.ts';
import { expectClaims, rest, verified, verify, type Claims } from '../support/tokens.ts';

const APOLLO = `apollo-${MARK}`;
const GEMINI = `gemini-${MARK}`;
const FACTS = { projects: [GEMINI, APOLLO], department: `engineering ${MARK}` };

/** What the table's data are in each token. */
const VERSIONS = {
  V1_0: { parameters: { TriggerVersion: 'V1_0' }, projects: JSON.stringify([APOLLO, GEMINI]), inAccess: false },
  V2_0: { parameters: { TriggerVersion: 'V2_0' }, projects: [APOLLO, GEMINI], inAccess: true },
  V3_0: { parameters: WITH_MACHINES, projects: [APOLLO, GEMINI], inAccess: true },
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
  'by a refresh at the token endpoint': {
    source: 'RefreshTokens',
    signIn: async (stack, person, page) => refreshedAtEndpoint(stack, await byPage(stack, page, person)),
  },
  'with a temporary password': {
    source: 'NewPasswordChallenge',
    signIn: async (stack, person) => {
      await setPassword(stack, person, false);
      return byNewPassword(stack, person, `Another-${person.password}`);
    },
  },
};

for (const [version, { parameters, projects, inAccess }] of Object.entries(VERSIONS)) {
  test.describe(version, () => {
    let stack: Stack;

    test.beforeAll(async () => {
      stack = await configure(STACK, parameters);
    });

    function expectTable(claims: Claims, person: Person, facts: Record<string, unknown>): void {
      const expected = { userName: person.userName, ...facts };
      expectClaims(claims, 'id', expected);
      expectClaims(claims, 'access', inAccess ? expected : { userName: null, projects: null, department: null });
    }

    for (const [how, { source, signIn }] of Object.entries(FLOWS)) {
      test(`who signs in ${how} gets what the table says`, async ({ page }) => {
        const person = await addPerson(stack, FACTS);

        let tokens!: Tokens;
        const lines = await linesOf(stack, async () => (tokens = await signIn(stack, person, page)));

        expectTable(await verified(stack, tokens), person, { projects, department: FACTS.department });
        const seen = { triggerSource: `TokenGeneration_${source}`, eventVersion: version.slice(1, 2), outcome: 'enriched' };
        expect(lines, 'the log of the sign-in').toContainEqual(expect.objectContaining(seen));
      });
    }

    test('somebody whom the table does not know has null claims, or none', async () => {
      const stranger = await addStranger(stack);
      const claims = await verified(stack, await byPassword(stack, stranger));
      expectTable(claims, stranger, { projects: null, department: null });
      expect(claims.id['email'], 'email of the ID token').toBe(stranger.email);
    });

    test('somebody without projects and department has null claims, or none', async () => {
      const person = await addPerson(stack);
      const claims = await verified(stack, await byPassword(stack, person));
      expectTable(claims, person, { projects: null, department: null });
    });

    test('the groups of a person are in both tokens as Cognito has them', async () => {
      const person = await addPerson(stack, FACTS);
      await joinGroup(stack, person, 'staff');
      await joinGroup(stack, person, 'admins');
      const tokens = await byPassword(stack, person);
      for (const issued of [tokens, await refreshed(stack, tokens)]) {
        const claims = await verified(stack, issued);
        expectTable(claims, person, { projects, department: FACTS.department });
        for (const token of ['id', 'access'] as const) {
          expect([claims[token]['cognito:groups']].flat().sort(), `cognito:groups of the ${token} token`).toEqual(['admins', 'staff']);
        }
      }
    });

    if (version === 'V1_0') {
      test('the access token is as it would be without the trigger', async () => {
        const person = await addPerson(stack, FACTS);
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
    }

    if (version === 'V3_0') {
      test('a machine gets the claims that are for machines, and no person’s', async () => {
        const access = await verify(stack, await asMachine(stack), 'access');
        const client = output(stack, 'MachineClientId');
        const expected = { client_id: client, scope: output(stack, 'MachineScope'), service: SERVICE, caller: client };
        expect(access, 'the access token of a machine').toMatchObject(expected);
        for (const claim of ['userName', 'projects', 'department']) expect(access).not.toHaveProperty(claim);
      });

      test('a person gets no claim that is for machines', async () => {
        const claims = await verified(stack, await byPassword(stack, await addPerson(stack, FACTS)));
        for (const token of ['id', 'access'] as const) expectClaims(claims, token, { service: null, caller: null });
      });
    }
  });
}
