/** The API, asked without the page; and tokens for it that Cognito would not issue. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { output, ROOT, type Stack } from './stack.ts';

/** Asks for a path. Names below `localhost` are known to browsers alone, so the emulator's address is asked. */
export function askApi(request: APIRequestContext, stack: Stack, asked: string, authorization?: string): Promise<APIResponse> {
  const Host = new URL(output(stack, 'ApiUrl')).host;
  const headers = { Host, ...(authorization !== undefined && { Authorization: authorization }) };
  return request.get(`${stack.endpoint}${asked}`, { headers });
}

/** The token with other claims, signed by a key. */
export function signed(token: string, claims: JWTPayload, key: KeyObject): Promise<string> {
  const { kid } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader({ alg: 'RS256', kid: kid! }).sign(key);
}

/** The key with which the pool signs; the emulator keeps it in the stack's folder. */
export function keyOfPool(stack: Stack, use: 'id' | 'access'): KeyObject {
  const file = path.join(ROOT, 'target/local', stack.name, 'tmp/cognito-pool-keys', `${output(stack, 'UserPoolId')}-${use}.pem`);
  return createPrivateKey(readFileSync(file));
}
