/** The running stacks, as `infra/local` describes and changes them. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The template's callback address, at which the page is served. */
export const SITE = 'http://localhost:8081/';

/** Those that `run` brings up: what is played with, one where the emulator checks permissions, and the page's. */
export const STACK = 'e2e';
export const STACK_WITH_IAM = 'e2e-iam';
export const STACK_WITH_PAGE = 'e2e-page';

export interface Stack {
  name: string;
  endpoint: string;
  region: string;
  stackName: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  parameters: Record<string, string>;
  outputs: Record<string, string>;
  signIn: Record<'issuer' | 'authorize' | 'token' | 'logout' | 'revoke' | 'jwks', string>;
  control: string;
}

/** What `configure` starts from, so that no test depends on what another one deployed. */
const PARAMETERS = {
  TriggerVersion: 'V2_0',
  ClaimRules: '',
  TableAttributes: 'sub,projects,department',
  OnLookupFailure: 'null',
  MachineClients: 'false',
};

const run = promisify(execFile);

export function readStack(name: string): Stack {
  const described = path.join(ROOT, 'target/local', name, 'stack.json');
  try {
    return JSON.parse(readFileSync(described, 'utf8')) as Stack;
  } catch (error) {
    throw new Error(`no stack ${name}: infra/local up --name ${name} --no-users`, { cause: error });
  }
}

/** The stack with these parameters of the template, and the usual others; it is updated if need be. */
export async function configure(name: string, parameters: Partial<typeof PARAMETERS> = {}): Promise<Stack> {
  const wanted = Object.entries({ ...PARAMETERS, ...parameters });
  const stack = readStack(name);
  const defaults: Record<string, string> = PARAMETERS;
  if (wanted.every(([key, value]) => (stack.parameters[key] ?? defaults[key]) === value)) return stack;
  const given = wanted.flatMap(([key, value]) => ['--parameter', `${key}=${value}`]);
  await run(path.join(ROOT, 'infra/local'), ['deploy', '--name', name, ...given], { cwd: ROOT });
  return readStack(name);
}

/** What a deployment promises an application, or a failure that names it. */
export function output(stack: Stack, key: string): string {
  const value = stack.outputs[key];
  if (value === undefined) throw new Error(`the stack ${stack.name} has no output ${key}`);
  return value;
}

/** The settings of an SDK client. One attempt: a refused sign-in has to be seen, not tried again. */
export function clientOf({ endpoint, region, credentials }: Stack) {
  return { endpoint, region, credentials, maxAttempts: 1 };
}

/** The environment in which AWS's programs, and this project's, talk to the stack. */
export function environmentOf(stack: Stack): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: stack.endpoint,
    AWS_REGION: stack.region,
    AWS_ACCESS_KEY_ID: stack.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: stack.credentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
