/** Requests to the API without the page, and tokens that Cognito would not issue. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { output, ROOT, type Stack } from './stack.ts';

/** Sends a request. Only browsers resolve names below `localhost`, so it goes to the emulator's address with a Host header. */
export function callApi(request: APIRequestContext, stack: Stack, route: string, authorization?: string): Promise<APIResponse> {
  const Host = new URL(output(stack, 'ApiUrl')).host;
  const headers = { Host, ...(authorization !== undefined && { Authorization: authorization }) };
  return request.get(`${stack.endpoint}${route}`, { headers });
}

/** Changes claims of a token and signs it with a key. */
export function signToken(token: string, claims: JWTPayload, key: KeyObject): Promise<string> {
  const { kid } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader({ alg: 'RS256', kid: kid! }).sign(key);
}

/** The signing key of the user pool, which the emulator stores in the folder of the stack. */
export function signingKey(stack: Stack, use: 'id' | 'access'): KeyObject {
  const file = path.join(ROOT, 'target/local', stack.name, 'tmp/cognito-pool-keys', `${output(stack, 'UserPoolId')}-${use}.pem`);
  return createPrivateKey(readFileSync(file));
}
