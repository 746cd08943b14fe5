/** What tokens say, once they are verified. */

import { expect } from '@playwright/test';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { Tokens } from './sign-in.ts';
import { output, type Stack } from './stack.ts';

export interface Claims {
  id: JWTPayload;
  access: JWTPayload;
}

/** Names of what each issue of tokens has anew. */
const PASSING = ['iat', 'exp', 'jti', 'auth_time', 'origin_jti', 'event_id'];

/** The template's TokenMinutes. */
const LIFE_S = 3600;

/** What the built-in rules add. */
const OURS = ['userName', 'projects', 'department'];

/** The claims of both tokens, after signature, issuer, audience, use and age are found right. */
export async function verified(stack: Stack, tokens: Tokens, life = LIFE_S): Promise<Claims> {
  const client = output(stack, 'UserPoolClientId');
  const id = await verify(stack, tokens.id, 'id', life);
  expect(id.aud, 'aud of the ID token').toBe(client);
  const access = await verify(stack, tokens.access, 'access', life);
  expect(access['client_id'], 'client_id of the access token').toBe(client);
  expect(access.sub, 'sub of the access token').toBe(id.sub);
  return { id, access };
}

export async function verify(stack: Stack, token: string, use: 'id' | 'access', life = LIFE_S): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(stack.signIn.jwks));
  const { payload } = await jwtVerify(token, keys, {
    issuer: stack.signIn.issuer,
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat', 'sub', 'token_use'],
  });
  expect(payload['token_use'], `token_use of the ${use} token`).toBe(use);
  expect(payload.exp! - payload.iat!, `seconds that the ${use} token lives`).toBe(life);
  return payload;
}

/** Expects just these of a token's claims. Null and missing are alike, as the README asks of every reader. */
export function expectClaims(claims: Claims, of: keyof Claims, expected: Record<string, unknown>): void {
  const held = Object.fromEntries(Object.keys(expected).map((name) => [name, claims[of][name] ?? null]));
  expect(held, `claims of the ${of} token`).toEqual(expected);
}

/** The token without what is added to it, and without what changes at each issue. */
export function rest(claims: JWTPayload, added = OURS): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => ![...PASSING, ...added].includes(name)));
}
