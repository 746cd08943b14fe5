/** The proxy between the functions and the emulator: injects faults and counts requests. */

import type { Stack } from './stack.ts';

/** `hang` never responds, `refuse` closes the connection, `error` returns HTTP 500, `throttle` a throttling error. */
export type Fault = 'hang' | 'refuse' | 'error' | 'throttle';

export async function injectFault(stack: Stack, fault: Fault, service = 'dynamodb'): Promise<void> {
  await callProxy(stack, 'fault', { method: 'PUT', body: JSON.stringify({ service, fault }), headers: { 'Content-Type': 'application/json' } });
}

export async function clearFault(stack: Stack): Promise<void> {
  await callProxy(stack, 'fault', { method: 'DELETE' });
}

/** The number of requests for an operation such as `dynamodb.GetItem`. */
export async function requestCount(stack: Stack, operation: string): Promise<number> {
  const counts = (await (await callProxy(stack, 'counts')).json()) as Record<string, { requests: number }>;
  return counts[operation]?.requests ?? 0;
}

async function callProxy(stack: Stack, path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(`${stack.control}/${path}`, init);
  if (!response.ok) throw new Error(`the proxy rejected ${path}: HTTP ${response.status} ${await response.text()}`);
  return response;
}
