/** Each event version, by update of the running stack, and each way to sign in. */

import { expect, test, type Page } from '@playwright/test';
import { signInOnPage } from '../support/sign-in-page.ts';
import { logLinesDuring } from '../support/log.ts';
import { addUser, addUserWithoutItem, addToGroup, MARKER, setPassword, type User } from '../support/users.ts';
import { SERVICE, WITH_MACHINE_TOKENS } from '../support/rules.ts';
import { machineToken, signInWithNewPassword, signInWithPassword, signInWithSrp, refreshed, refreshAtTokenEndpoint, type Tokens } from '../support/sign-in.ts';
import { configure, output, STACK, type Stack } from '../support/stack.ts';
import { expectClaims, otherClaims, verifyTokens, verifyToken, type Claims } from '../support/tokens.ts';

const APOLLO = `apollo-${MARKER}`;
const GEMINI = `gemini-${MARKER}`;
const ATTRIBUTES = { projects: [GEMINI, APOLLO], department: `engineering ${MARKER}` };

/** The claims of each event version. */
const VERSIONS = {
  V1_0: { parameters: { TriggerVersion: 'V1_0' }, projects: JSON.stringify([APOLLO, GEMINI]), changesAccessToken: false },
  V2_0: { parameters: { TriggerVersion: 'V2_0' }, projects: [APOLLO, GEMINI], changesAccessToken: true },
  V3_0: { parameters: WITH_MACHINE_TOKENS, projects: [APOLLO, GEMINI], changesAccessToken: true },
};

interface SignIn {
  source: string;
  signIn: (stack: Stack, user: User, page: Page) => Promise<Tokens>;
}

const SIGN_INS: Record<string, SignIn> = {
  'with a password': { source: 'Authentication', signIn: signInWithPassword },
  'with SRP': { source: 'Authentication', signIn: signInWithSrp },
  'on the sign-in page, with PKCE': { source: 'HostedAuth', signIn: (stack, user, page) => signInOnPage(stack, page, user) },
  'by a refresh': { source: 'RefreshTokens', signIn: async (stack, user) => refreshed(stack, await signInWithPassword(stack, user)) },
  'by a refresh at the token endpoint': {
    source: 'RefreshTokens',
    signIn: async (stack, user, page) => refreshAtTokenEndpoint(stack, await signInOnPage(stack, page, user)),
  },
  'with a temporary password': {
    source: 'NewPasswordChallenge',
    signIn: async (stack, user) => {
      await setPassword(stack, user, false);
      return signInWithNewPassword(stack, user, `Another-${user.password}`);
    },
  },
};

for (const [version, { parameters, projects, changesAccessToken }] of Object.entries(VERSIONS)) {
  test.describe(version, () => {
    let stack: Stack;

    test.beforeAll(async () => {
      stack = await configure(STACK, parameters);
    });

    function expectAddedClaims(claims: Claims, user: User, attributes: Record<string, unknown>): void {
      const expected = { userName: user.userName, ...attributes };
      expectClaims(claims, 'id', expected);
      expectClaims(claims, 'access', changesAccessToken ? expected : { userName: null, projects: null, department: null });
    }

    for (const [how, { source, signIn }] of Object.entries(SIGN_INS)) {
      test(`sign-in ${how}: the tokens have the claims`, async ({ page }) => {
        const user = await addUser(stack, ATTRIBUTES);

        let tokens!: Tokens;
        const lines = await logLinesDuring(stack, async () => (tokens = await signIn(stack, user, page)));

        expectAddedClaims(await verifyTokens(stack, tokens), user, { projects, department: ATTRIBUTES.department });
        const seen = { triggerSource: `TokenGeneration_${source}`, eventVersion: version.slice(1, 2), outcome: 'enriched' };
        expect(lines, 'the log of the sign-in').toContainEqual(expect.objectContaining(seen));
      });
    }

    test('a user without an item has null claims', async () => {
      const userWithoutItem = await addUserWithoutItem(stack);
      const claims = await verifyTokens(stack, await signInWithPassword(stack, userWithoutItem));
      expectAddedClaims(claims, userWithoutItem, { projects: null, department: null });
      expect(claims.id['email'], 'email of the ID token').toBe(userWithoutItem.email);
    });

    test('a user without projects and department has null claims', async () => {
      const user = await addUser(stack);
      const claims = await verifyTokens(stack, await signInWithPassword(stack, user));
      expectAddedClaims(claims, user, { projects: null, department: null });
    });

    test('both tokens keep the groups of the user', async () => {
      const user = await addUser(stack, ATTRIBUTES);
      await addToGroup(stack, user, 'staff');
      await addToGroup(stack, user, 'admins');
      const tokens = await signInWithPassword(stack, user);
      for (const tokensFromResult of [tokens, await refreshed(stack, tokens)]) {
        const claims = await verifyTokens(stack, tokensFromResult);
        expectAddedClaims(claims, user, { projects, department: ATTRIBUTES.department });
        for (const token of ['id', 'access'] as const) {
          expect([claims[token]['cognito:groups']].flat().sort(), `cognito:groups of the ${token} token`).toEqual(['admins', 'staff']);
        }
      }
    });

    if (version === 'V1_0') {
      test('the access token is unchanged', async () => {
        const user = await addUser(stack, ATTRIBUTES);
        const { access, id } = await verifyTokens(stack, await signInWithPassword(stack, user));
        expect(otherClaims(access, []), 'the access token').toEqual({
          sub: id.sub,
          iss: stack.signIn.issuer,
          client_id: id.aud,
          token_use: 'access',
          scope: 'aws.cognito.signin.user.admin',
          username: user.userName,
        });
      });
    }

    if (version === 'V3_0') {
      test('a machine token has the claims for machines and none for users', async () => {
        const access = await verifyToken(stack, await machineToken(stack), 'access');
        const client = output(stack, 'MachineClientId');
        const expected = { client_id: client, scope: output(stack, 'MachineScope'), service: SERVICE, caller: client };
        expect(access, 'machine token').toMatchObject(expected);
        for (const claim of ['userName', 'projects', 'department']) expect(access).not.toHaveProperty(claim);
      });

      test('a user’s tokens have no claims for machines', async () => {
        const claims = await verifyTokens(stack, await signInWithPassword(stack, await addUser(stack, ATTRIBUTES)));
        for (const token of ['id', 'access'] as const) expectClaims(claims, token, { service: null, caller: null });
      });
    }
  });
}
