/** cognito-local, a second and independent emulator of Cognito, whose trigger is the deployed function. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { withOtherPool } from './pools.ts';
import { output, ROOT, type Stack } from './stack.ts';

/** Never asked for anything: tokens just carry it. */
const ISSUER = 'http://issuer.example.com';

export interface CognitoLocal {
  /** Enough of a stack for sign-ins and for the verification of tokens. */
  stack: Stack;
  process: ChildProcess;
}

/** Starts it, with an empty pool. */
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
  const endpoint = await addressOf(child);
  const other = await withOtherPool({ ...stack, endpoint });
  const pool = output(other, 'UserPoolId');
  const signIn = { ...stack.signIn, issuer: `${ISSUER}/${pool}`, jwks: `${endpoint}/${pool}/.well-known/jwks.json` };
  return { process: child, stack: { ...other, signIn } };
}

/** The address, from the line that says that it runs. */
async function addressOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const told = /running on (http:\/\/[\d.]+:\d+)/.exec(line);
    if (told?.[1]) {
      child.stdout!.resume();
      return told[1];
    }
  }
  throw new Error(`cognito-local ended by itself, with ${child.exitCode}`);
}
