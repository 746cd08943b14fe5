/** The page, served as `infra/demo/web/serve` serves it, and what no test of it may ever see. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { test as base, expect, type BrowserContext } from '@playwright/test';
import { configure, ROOT, SITE, STACK_WITH_PAGE, type Stack } from './stack.ts';

const CONFIG_FILE = path.join(ROOT, 'target/web/config-8081.json');

const run = promisify(execFile);

/** The stack with these parameters, and the page's configuration made from it. */
export async function configureSite(parameters: Parameters<typeof configure>[1] = {}): Promise<Stack> {
  const stack = await configure(STACK_WITH_PAGE, parameters);
  await run(path.join(ROOT, 'infra/demo/web/configure'), ['--local', STACK_WITH_PAGE, '--output', CONFIG_FILE]);
  return stack;
}

/** A test of the page: it is served, nothing throws in it, and it keeps to its policy and its hosts. */
export const test = base.extend<{ guarded: void }, { served: void }>({
  baseURL: SITE,
  served: [
    async ({}, use) => {
      const server = await serve();
      await use();
      const ended = once(server, 'exit');
      process.kill(-server.pid!);
      await ended;
    },
    { scope: 'worker', auto: true, timeout: 120_000 },
  ],
  guarded: [
    async ({ context }, use) => {
      const faults = faultsIn(context);
      await use();
      expect(faults, 'errors in the page, breaches of its policy, requests elsewhere').toEqual([]);
    },
    { auto: true },
  ],
});

/** Builds and serves the page. The server's own word is waited for: another one may have its port. */
async function serve(): Promise<ChildProcess> {
  const server = spawn(path.join(ROOT, 'infra/demo/web/serve'), ['--local', STACK_WITH_PAGE], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  for await (const line of createInterface({ input: server.stdout! })) {
    if (line.includes(SITE)) {
      server.stdout!.resume();
      return server;
    }
  }
  throw new Error(`infra/demo/web/serve --local ${STACK_WITH_PAGE} ended by itself, see above`);
}

function faultsIn(context: BrowserContext): string[] {
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const isHere = hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
    if (protocol.startsWith('http') && !isHere) faults.push(`a request to ${hostname}`);
  });
  return faults;
}
