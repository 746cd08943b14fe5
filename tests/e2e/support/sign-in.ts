/** Sign-ins through Cognito's API and its token endpoint. */

import { DescribeUserPoolClientCommand, InitiateAuthCommand, RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { cognito, type Person } from './people.ts';
import { output, type Stack } from './stack.ts';

/** What an application gets, as text. */
export interface Tokens {
  id: string;
  access: string;
  refresh?: string;
}

export async function byPassword(stack: Stack, person: Person): Promise<Tokens> {
  return issued(await passwordSent(stack, person));
}

/** The proof that one has the password, instead of the password. */
export async function bySrp(stack: Stack, person: Person): Promise<Tokens> {
  const client = cognito(stack);
  const ClientId = output(stack, 'UserPoolClientId');
  const session = createSrpSession(person.userName, person.password, output(stack, 'UserPoolId'), false);
  const begun = await client.send(new InitiateAuthCommand(wrapInitiateAuth(session, {
    ClientId,
    AuthFlow: 'USER_SRP_AUTH' as const,
    AuthParameters: { CHALLENGE_NAME: 'SRP_A', USERNAME: person.userName },
  })));
  return issued(await client.send(new RespondToAuthChallengeCommand(wrapAuthChallenge(signSrpSession(session, begun), {
    ClientId,
    ChallengeName: 'PASSWORD_VERIFIER' as const,
    ChallengeResponses: { USERNAME: begun.ChallengeParameters?.['USER_ID_FOR_SRP'] ?? person.userName },
    Session: begun.Session,
  }))));
}

/** Signs in with a temporary password, and sets `password` when asked to. */
export async function byNewPassword(stack: Stack, person: Person, password: string): Promise<Tokens> {
  const { ChallengeName, Session } = await passwordSent(stack, person);
  if (ChallengeName !== 'NEW_PASSWORD_REQUIRED') throw new Error(`asked for ${ChallengeName}, not for a new password`);
  return issued(await cognito(stack).send(new RespondToAuthChallengeCommand({
    ClientId: output(stack, 'UserPoolClientId'),
    ChallengeName,
    ChallengeResponses: { USERNAME: person.userName, NEW_PASSWORD: password },
    Session,
  })));
}

export async function refreshed(stack: Stack, tokens: Tokens): Promise<Tokens> {
  return issued(await cognito(stack).send(new InitiateAuthCommand({
    ClientId: output(stack, 'UserPoolClientId'),
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: refreshTokenOf(tokens) },
  })));
}

/** The same at the token endpoint, as an application does that got its tokens there. */
export async function refreshedAtEndpoint(stack: Stack, tokens: Tokens): Promise<Tokens> {
  const form = { grant_type: 'refresh_token', client_id: output(stack, 'UserPoolClientId') };
  return tokensOf(await askForTokens(stack, { ...form, refresh_token: refreshTokenOf(tokens) }));
}

/** The access token of a service, by client credentials. */
export async function asMachine(stack: Stack): Promise<string> {
  const ClientId = output(stack, 'MachineClientId');
  const { UserPoolClient } = await cognito(stack).send(
    new DescribeUserPoolClientCommand({ UserPoolId: output(stack, 'UserPoolId'), ClientId }),
  );
  const answer = await askForTokens(
    stack,
    { grant_type: 'client_credentials', scope: output(stack, 'MachineScope') },
    `Basic ${Buffer.from(`${ClientId}:${UserPoolClient?.ClientSecret}`).toString('base64')}`,
  );
  return textOf(answer.body, 'access_token');
}

export interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

export async function askForTokens(stack: Stack, form: Record<string, string>, authorization?: string): Promise<TokenAnswer> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...(authorization && { Authorization: authorization }) };
  const answer = await fetch(stack.signIn.token, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

export function tokensOf({ body }: TokenAnswer): Tokens {
  const tokens = { id: textOf(body, 'id_token'), access: textOf(body, 'access_token') };
  return 'refresh_token' in body ? { ...tokens, refresh: textOf(body, 'refresh_token') } : tokens;
}

function refreshTokenOf({ refresh }: Tokens): string {
  if (refresh === undefined) throw new Error('the sign-in gave no refresh token');
  return refresh;
}

function textOf(body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw new Error(`the token endpoint gave no ${key}: ${JSON.stringify(body)}`);
  return value;
}

function passwordSent(stack: Stack, person: Person) {
  return cognito(stack).send(new InitiateAuthCommand({
    ClientId: output(stack, 'UserPoolClientId'),
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: person.userName, PASSWORD: person.password },
  }));
}

function issued(answer: { AuthenticationResult?: AuthenticationResultType; ChallengeName?: string }): Tokens {
  const { IdToken, AccessToken, RefreshToken } = answer.AuthenticationResult ?? {};
  if (!IdToken || !AccessToken) throw new Error(`Cognito gave no tokens, it asks for ${answer.ChallengeName ?? 'nothing'}`);
  return { id: IdToken, access: AccessToken, ...(RefreshToken && { refresh: RefreshToken }) };
}
