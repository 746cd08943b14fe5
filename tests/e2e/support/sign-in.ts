/** Sign-in through the Cognito API and the token endpoint. */

import { DescribeUserPoolClientCommand, InitiateAuthCommand, RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { cognito, type User } from './users.ts';
import { output, type Stack } from './stack.ts';

/** The tokens of a sign-in. */
export interface Tokens {
  id: string;
  access: string;
  refresh?: string;
}

export async function signInWithPassword(stack: Stack, user: User): Promise<Tokens> {
  return tokensFromResult(await initiatePasswordAuth(stack, user));
}

/** Signs in with SRP, which does not send the password. */
export async function signInWithSrp(stack: Stack, user: User): Promise<Tokens> {
  const client = cognito(stack);
  const ClientId = output(stack, 'UserPoolClientId');
  const session = createSrpSession(user.userName, user.password, output(stack, 'UserPoolId'), false);
  const begun = await client.send(new InitiateAuthCommand(wrapInitiateAuth(session, {
    ClientId,
    AuthFlow: 'USER_SRP_AUTH' as const,
    AuthParameters: { CHALLENGE_NAME: 'SRP_A', USERNAME: user.userName },
  })));
  return tokensFromResult(await client.send(new RespondToAuthChallengeCommand(wrapAuthChallenge(signSrpSession(session, begun), {
    ClientId,
    ChallengeName: 'PASSWORD_VERIFIER' as const,
    ChallengeResponses: { USERNAME: begun.ChallengeParameters?.['USER_ID_FOR_SRP'] ?? user.userName },
    Session: begun.Session,
  }))));
}

/** Signs in with a temporary password and answers the new password challenge. */
export async function signInWithNewPassword(stack: Stack, user: User, password: string): Promise<Tokens> {
  const { ChallengeName, Session } = await initiatePasswordAuth(stack, user);
  if (ChallengeName !== 'NEW_PASSWORD_REQUIRED') throw new Error(`Cognito returned the challenge ${ChallengeName}, not a new password challenge`);
  return tokensFromResult(await cognito(stack).send(new RespondToAuthChallengeCommand({
    ClientId: output(stack, 'UserPoolClientId'),
    ChallengeName,
    ChallengeResponses: { USERNAME: user.userName, NEW_PASSWORD: password },
    Session,
  })));
}

export async function refreshed(stack: Stack, tokens: Tokens): Promise<Tokens> {
  return tokensFromResult(await cognito(stack).send(new InitiateAuthCommand({
    ClientId: output(stack, 'UserPoolClientId'),
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: refreshTokenOf(tokens) },
  })));
}

/** Refreshes at the token endpoint, as an application does after sign-in on the sign-in page. */
export async function refreshAtTokenEndpoint(stack: Stack, tokens: Tokens): Promise<Tokens> {
  const form = { grant_type: 'refresh_token', client_id: output(stack, 'UserPoolClientId') };
  return tokensFromResponse(await requestTokens(stack, { ...form, refresh_token: refreshTokenOf(tokens) }));
}

/** Gets a machine token with client credentials. */
export async function machineToken(stack: Stack): Promise<string> {
  const ClientId = output(stack, 'MachineClientId');
  const { UserPoolClient } = await cognito(stack).send(
    new DescribeUserPoolClientCommand({ UserPoolId: output(stack, 'UserPoolId'), ClientId }),
  );
  const answer = await requestTokens(
    stack,
    { grant_type: 'client_credentials', scope: output(stack, 'MachineScope') },
    `Basic ${Buffer.from(`${ClientId}:${UserPoolClient?.ClientSecret}`).toString('base64')}`,
  );
  return textField(answer.body, 'access_token');
}

export interface TokenResponse {
  status: number;
  body: Record<string, unknown>;
}

export async function requestTokens(stack: Stack, form: Record<string, string>, authorization?: string): Promise<TokenResponse> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...(authorization && { Authorization: authorization }) };
  const answer = await fetch(stack.signIn.token, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

export function tokensFromResponse({ body }: TokenResponse): Tokens {
  const tokens = { id: textField(body, 'id_token'), access: textField(body, 'access_token') };
  return 'refresh_token' in body ? { ...tokens, refresh: textField(body, 'refresh_token') } : tokens;
}

function refreshTokenOf({ refresh }: Tokens): string {
  if (refresh === undefined) throw new Error('the sign-in returned no refresh token');
  return refresh;
}

function textField(body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw new Error(`the token endpoint returned no ${key}: ${JSON.stringify(body)}`);
  return value;
}

function initiatePasswordAuth(stack: Stack, user: User) {
  return cognito(stack).send(new InitiateAuthCommand({
    ClientId: output(stack, 'UserPoolClientId'),
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: user.userName, PASSWORD: user.password },
  }));
}

function tokensFromResult(answer: { AuthenticationResult?: AuthenticationResultType; ChallengeName?: string }): Tokens {
  const { IdToken, AccessToken, RefreshToken } = answer.AuthenticationResult ?? {};
  if (!IdToken || !AccessToken) throw new Error(`Cognito returned no tokens, but the challenge ${answer.ChallengeName ?? 'none'}`);
  return { id: IdToken, access: AccessToken, ...(RefreshToken && { refresh: RefreshToken }) };
}
