/** cognito-local, an independent emulator of Cognito, which calls the deployed function as its trigger. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { withOtherPool } from './pools.ts';
import { output, ROOT, type Stack } from './stack.ts';

/** Only appears in tokens; nothing connects to it. */
const ISSUER = 'http://issuer.example.com';

export interface CognitoLocal {
  /** The parts of a stack that sign-in and token verification need. */
  stack: Stack;
  process: ChildProcess;
}

/** Starts the emulator with an empty user pool. */
export async function startCognitoLocal(stack: Stack): Promise<CognitoLocal> {
  mkdirSync(path.join(ROOT, 'target/e2e'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, 'target/e2e/cognito-local-'));
  mkdirSync(path.join(folder, '.cognito'));
  writeFileSync(path.join(folder, '.cognito/config.json'), JSON.stringify({
    LambdaClient: { endpoint: stack.endpoint, region: stack.region, credentials: stack.credentials },
    TriggerFunctions: { PreTokenGeneration: output(stack, 'FunctionName') },
    TokenConfig: { IssuerDomain: ISSUER },
    UserPoolDefaults: { UsernameAttributes: [] },
  }));
  const program = createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js');
  const child = spawn(process.execPath, ['--no-deprecation', program], {
    cwd: folder,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endpoint = await waitForAddress(child);
  const other = await withOtherPool({ ...stack, endpoint });
  const pool = output(other, 'UserPoolId');
  const signIn = { ...stack.signIn, issuer: `${ISSUER}/${pool}`, jwks: `${endpoint}/${pool}/.well-known/jwks.json` };
  return { process: child, stack: { ...other, signIn } };
}

/** Reads the address from the output. */
async function waitForAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const match = /running on (http:\/\/[\d.]+:\d+)/.exec(line);
    if (match?.[1]) {
      child.stdout!.resume();
      return match[1];
    }
  }
  throw new Error(`cognito-local exited with code ${child.exitCode}`);
}
