/** People: made by `add_user` as an administrator would, or in the pool alone. */

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  GroupExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { clientOf, environmentOf, output, ROOT, type Stack } from './stack.ts';

/** In every user name and every value, so that a log can be searched for all of them. */
export const MARK = 'kestrel';

export interface Person {
  userName: string;
  email: string;
  password: string;
}

export interface Facts {
  projects?: string[];
  department?: string;
}

export const unique = (what: string): string => `${what}-${MARK}-${randomBytes(4).toString('hex')}`;

function somebody(userName: string, email = `${randomBytes(4).toString('hex')}@${MARK}.example.com`): Person {
  return { userName, email, password: `Aa1-${randomBytes(9).toString('hex')}` };
}

/** Somebody with an item in the table. */
export async function addPerson(stack: Stack, facts: Facts = {}, userName = unique('ann'), email?: string): Promise<Person> {
  const person = somebody(userName, email);
  const { projects = [], department = '' } = facts;
  await administer(stack, 'add_user', [
    ...['--username', userName, '--email', person.email, '--password-stdin', '--department', department],
    ...(projects.length > 0 ? projects : ['']).flatMap((project) => ['--project', project]),
  ], `${person.password}\n`);
  return person;
}

/** Somebody whom the pool alone knows. */
export async function addStranger(stack: Stack, userName = unique('sam')): Promise<Person> {
  const person = somebody(userName);
  await addToPool(stack, person);
  return person;
}

/** Puts somebody into the pool, who may be in another one as well, and not into the table. */
export async function addToPool(stack: Stack, person: Person): Promise<void> {
  await cognito(stack).send(new AdminCreateUserCommand({
    UserPoolId: output(stack, 'UserPoolId'),
    Username: person.userName,
    TemporaryPassword: person.password,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: person.email }, { Name: 'email_verified', Value: 'true' }],
  }));
  await setPassword(stack, person, true);
}

/** Changes what the table says of somebody, by `user_info set`. */
export async function change(stack: Stack, person: Person, ...facts: string[]): Promise<void> {
  await administer(stack, 'user_info', ['set', person.userName, ...facts]);
}

/** Takes somebody out of the pool and the table. */
export async function removePerson(stack: Stack, person: Person): Promise<void> {
  await administer(stack, 'user_info', ['remove', person.userName, '--yes']);
}

/** A password that is temporary has to be changed at the next sign-in. */
export async function setPassword(stack: Stack, person: Person, permanent: boolean): Promise<void> {
  await cognito(stack).send(new AdminSetUserPasswordCommand({
    UserPoolId: output(stack, 'UserPoolId'),
    Username: person.userName,
    Password: person.password,
    Permanent: permanent,
  }));
}

export async function joinGroup(stack: Stack, person: Person, group: string): Promise<void> {
  const UserPoolId = output(stack, 'UserPoolId');
  try {
    await cognito(stack).send(new CreateGroupCommand({ UserPoolId, GroupName: group }));
  } catch (error) {
    if (!(error instanceof GroupExistsException)) throw error;
  }
  await cognito(stack).send(new AdminAddUserToGroupCommand({ UserPoolId, Username: person.userName, GroupName: group }));
}

export function cognito(stack: Stack): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient(clientOf(stack));
}

async function administer(stack: Stack, program: string, words: string[], input = ''): Promise<void> {
  const given = ['run', '--quiet', '--locked', '--bin', program, '--', ...words, '--stack-name', stack.stackName];
  await new Promise<void>((resolve, reject) => {
    const child = execFile('cargo', given, { cwd: ROOT, env: environmentOf(stack) }, (error, _out, told) => {
      if (error) reject(new Error(`${program} failed: ${told}`));
      else resolve();
    });
    child.stdin?.end(input);
  });
}
