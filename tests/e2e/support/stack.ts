/** The running stacks, as `infra/local` describes and updates them. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The URL of the page, and the default callback URL of the template. */
export const SITE = 'http://localhost:8081/';

/** The stacks that `run` starts: one for most tests, one with permission checks, one for the page. */
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

/** Default parameters, so that no test depends on the deployment of another one. */
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

/** Returns the stack with these parameters and the defaults. Updates the stack if it has others. */
export async function configure(name: string, parameters: Partial<typeof PARAMETERS> = {}): Promise<Stack> {
  const wanted = Object.entries({ ...PARAMETERS, ...parameters });
  const stack = readStack(name);
  const defaults: Record<string, string> = PARAMETERS;
  if (wanted.every(([key, value]) => (stack.parameters[key] ?? defaults[key]) === value)) return stack;
  const given = wanted.flatMap(([key, value]) => ['--parameter', `${key}=${value}`]);
  await run(path.join(ROOT, 'infra/local'), ['deploy', '--name', name, ...given], { cwd: ROOT });
  return readStack(name);
}

/** Returns an output of the stack. */
export function output(stack: Stack, key: string): string {
  const value = stack.outputs[key];
  if (value === undefined) throw new Error(`the stack ${stack.name} has no output ${key}`);
  return value;
}

/** The configuration of an SDK client. No retries, so that a refused sign-in is visible. */
export function clientConfig({ endpoint, region, credentials }: Stack) {
  return { endpoint, region, credentials, maxAttempts: 1 };
}

/** The environment for command line tools that connect to the stack. */
export function toolEnvironment(stack: Stack): NodeJS.ProcessEnv {
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
