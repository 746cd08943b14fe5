/** Users, created with `add_user`, or only in the user pool. */

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
import { clientConfig, toolEnvironment, output, ROOT, type Stack } from './stack.ts';

/** Part of every user name and attribute, so that a test can search a log for them. */
export const MARKER = 'kestrel';

export interface User {
  userName: string;
  email: string;
  password: string;
}

export interface Attributes {
  projects?: string[];
  department?: string;
}

export const unique = (what: string): string => `${what}-${MARKER}-${randomBytes(4).toString('hex')}`;

function newUser(userName: string, email = `${randomBytes(4).toString('hex')}@${MARKER}.example.com`): User {
  return { userName, email, password: `Aa1-${randomBytes(9).toString('hex')}` };
}

/** Creates a user with an item in the table. */
export async function addUser(stack: Stack, attributes: Attributes = {}, userName = unique('ann'), email?: string): Promise<User> {
  const user = newUser(userName, email);
  const { projects = [], department = '' } = attributes;
  await runTool(stack, 'add_user', [
    ...['--username', userName, '--email', user.email, '--password-stdin', '--department', department],
    ...(projects.length > 0 ? projects : ['']).flatMap((project) => ['--project', project]),
  ], `${user.password}\n`);
  return user;
}

/** Creates a user in the user pool without an item in the table. */
export async function addUserWithoutItem(stack: Stack, userName = unique('sam')): Promise<User> {
  const user = newUser(userName);
  await addUserToPool(stack, user);
  return user;
}

/** Creates an existing user in another user pool, without an item in the table. */
export async function addUserToPool(stack: Stack, user: User): Promise<void> {
  await cognito(stack).send(new AdminCreateUserCommand({
    UserPoolId: output(stack, 'UserPoolId'),
    Username: user.userName,
    TemporaryPassword: user.password,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: user.email }, { Name: 'email_verified', Value: 'true' }],
  }));
  await setPassword(stack, user, true);
}

/** Changes attributes of the user's item with `user_info set`. */
export async function setAttributes(stack: Stack, user: User, ...attributes: string[]): Promise<void> {
  await runTool(stack, 'user_info', ['set', user.userName, ...attributes]);
}

/** Deletes a user from the user pool and the table. */
export async function removeUser(stack: Stack, user: User): Promise<void> {
  await runTool(stack, 'user_info', ['remove', user.userName, '--yes']);
}

/** Sets the password. A temporary password must be changed at the next sign-in. */
export async function setPassword(stack: Stack, user: User, permanent: boolean): Promise<void> {
  await cognito(stack).send(new AdminSetUserPasswordCommand({
    UserPoolId: output(stack, 'UserPoolId'),
    Username: user.userName,
    Password: user.password,
    Permanent: permanent,
  }));
}

export async function addToGroup(stack: Stack, user: User, group: string): Promise<void> {
  const UserPoolId = output(stack, 'UserPoolId');
  try {
    await cognito(stack).send(new CreateGroupCommand({ UserPoolId, GroupName: group }));
  } catch (error) {
    if (!(error instanceof GroupExistsException)) throw error;
  }
  await cognito(stack).send(new AdminAddUserToGroupCommand({ UserPoolId, Username: user.userName, GroupName: group }));
}

export function cognito(stack: Stack): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient(clientConfig(stack));
}

async function runTool(stack: Stack, program: string, args: string[], input = ''): Promise<void> {
  const cargoArgs = ['run', '--quiet', '--locked', '--bin', program, '--', ...args, '--stack-name', stack.stackName];
  await new Promise<void>((resolve, reject) => {
    const child = execFile('cargo', cargoArgs, { cwd: ROOT, env: toolEnvironment(stack) }, (error, _stdout, stderr) => {
      if (error) reject(new Error(`${program} failed: ${stderr}`));
      else resolve();
    });
    child.stdin?.end(input);
  });
}
