/** Parameters for claims in machine tokens, in addition to the built-in rules for users. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './stack.ts';

export const SERVICE = 'billing';

const { claims } = JSON.parse(readFileSync(path.join(ROOT, 'src/rules/built-in.json'), 'utf8')) as { claims: object[] };

const machineClaims = [
  { claim: 'service', value: SERVICE, tokens: ['machine'] },
  { claim: 'caller', from: 'event.clientId', tokens: ['machine'] },
];

export const WITH_MACHINE_TOKENS = {
  TriggerVersion: 'V3_0',
  MachineClients: 'true',
  ClaimRules: JSON.stringify({ claims: [...claims, ...machineClaims] }),
};
