/** Verified tokens and their claims. */

import { expect } from '@playwright/test';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { Tokens } from './sign-in.ts';
import { output, type Stack } from './stack.ts';

export interface Claims {
  id: JWTPayload;
  access: JWTPayload;
}

/** Claims that differ in every token. */
const VOLATILE_CLAIMS = ['iat', 'exp', 'jti', 'auth_time', 'origin_jti', 'event_id'];

/** TokenMinutes of the template, in seconds. */
const TOKEN_LIFETIME_S = 3600;

/** The claims of the built-in rules. */
const ADDED_CLAIMS = ['userName', 'projects', 'department'];

/** Verifies signature, issuer, audience, use and lifetime of both tokens, and returns their claims. */
export async function verifyTokens(stack: Stack, tokens: Tokens, life = TOKEN_LIFETIME_S): Promise<Claims> {
  const client = output(stack, 'UserPoolClientId');
  const id = await verifyToken(stack, tokens.id, 'id', life);
  expect(id.aud, 'aud of the ID token').toBe(client);
  const access = await verifyToken(stack, tokens.access, 'access', life);
  expect(access['client_id'], 'client_id of the access token').toBe(client);
  expect(access.sub, 'sub of the access token').toBe(id.sub);
  return { id, access };
}

export async function verifyToken(stack: Stack, token: string, use: 'id' | 'access', life = TOKEN_LIFETIME_S): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(stack.signIn.jwks));
  const { payload } = await jwtVerify(token, keys, {
    issuer: stack.signIn.issuer,
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat', 'sub', 'token_use'],
  });
  expect(payload['token_use'], `token_use of the ${use} token`).toBe(use);
  expect(payload.exp! - payload.iat!, `lifetime of the ${use} token in seconds`).toBe(life);
  return payload;
}

/** Expects the values of some claims. Treats null and missing claims alike, as services should. */
export function expectClaims(claims: Claims, of: keyof Claims, expected: Record<string, unknown>): void {
  const held = Object.fromEntries(Object.keys(expected).map((name) => [name, claims[of][name] ?? null]));
  expect(held, `claims of the ${of} token`).toEqual(expected);
}

/** The claims without the added ones and without those that differ in every token. */
export function otherClaims(claims: JWTPayload, added = ADDED_CLAIMS): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => ![...VOLATILE_CLAIMS, ...added].includes(name)));
}
