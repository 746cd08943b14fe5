/** The page, served by `infra/demo/web/serve`, and checks for every test of it. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { test as base, expect, type BrowserContext } from '@playwright/test';
import { configure, ROOT, SITE, STACK_WITH_PAGE, type Stack } from './stack.ts';

const CONFIG_FILE = path.join(ROOT, 'target/web/config-8081.json');

const run = promisify(execFile);

/** Deploys the stack with these parameters and writes the configuration of the page. */
export async function configureSite(parameters: Parameters<typeof configure>[1] = {}): Promise<Stack> {
  const stack = await configure(STACK_WITH_PAGE, parameters);
  await run(path.join(ROOT, 'infra/demo/web/configure'), ['--local', STACK_WITH_PAGE, '--output', CONFIG_FILE]);
  return stack;
}

/** A test that serves the page, and fails if it throws, violates its Content-Security-Policy, or connects to other hosts. */
export const test = base.extend<{ checks: void }, { served: void }>({
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
  checks: [
    async ({ context }, use) => {
      const problems = pageProblems(context);
      await use();
      expect(problems, 'errors, policy violations and requests to other hosts').toEqual([]);
    },
    { auto: true },
  ],
});

/** Builds and serves the page. Waits for the output of the server, because another one could listen on the port. */
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
  throw new Error(`infra/demo/web/serve --local ${STACK_WITH_PAGE} exited, see the output above`);
}

function pageProblems(context: BrowserContext): string[] {
  const problems: string[] = [];
  context.on('weberror', (error) => problems.push(error.error().message));
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const isLocal = hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
    if (protocol.startsWith('http') && !isLocal) problems.push(`request to ${hostname}`);
  });
  return problems;
}
