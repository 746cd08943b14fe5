/** Makes a service fail, and counts requests, at the proxy between functions and emulator. */

import type { Stack } from './stack.ts';

/** `hang` never answers, `refuse` closes the connection, `error` is HTTP 500, `throttle` says that there is too much. */
export type Fault = 'hang' | 'refuse' | 'error' | 'throttle';

export async function breakService(stack: Stack, fault: Fault, service = 'dynamodb'): Promise<void> {
  await control(stack, 'fault', { method: 'PUT', body: JSON.stringify({ service, fault }), headers: { 'Content-Type': 'application/json' } });
}

export async function heal(stack: Stack): Promise<void> {
  await control(stack, 'fault', { method: 'DELETE' });
}

/** How often an operation such as `dynamodb.GetItem` was asked for. */
export async function requests(stack: Stack, operation: string): Promise<number> {
  const counts = (await (await control(stack, 'counts')).json()) as Record<string, { requests: number }>;
  return counts[operation]?.requests ?? 0;
}

async function control(stack: Stack, path: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(`${stack.control}/${path}`, init);
  if (!answer.ok) throw new Error(`the proxy refused ${path}: HTTP ${answer.status} ${await answer.text()}`);
  return answer;
}
