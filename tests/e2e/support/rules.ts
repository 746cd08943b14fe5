/** Parameters with which the stack has machines, and people get what the built-in rules say. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './stack.ts';

export const SERVICE = 'billing';

const { claims } = JSON.parse(readFileSync(path.join(ROOT, 'src/rules/built-in.json'), 'utf8')) as { claims: object[] };

const machines = [
  { claim: 'service', value: SERVICE, tokens: ['machine'] },
  { claim: 'caller', from: 'event.clientId', tokens: ['machine'] },
];

export const WITH_MACHINES = {
  TriggerVersion: 'V3_0',
  MachineClients: 'true',
  ClaimRules: JSON.stringify({ claims: [...claims, ...machines] }),
};
