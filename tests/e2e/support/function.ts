/** The deployed function, called without Cognito. */

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientOf, output, type Stack } from './stack.ts';

/** What the function answers to an event. */
export async function answerTo(stack: Stack, event: object): Promise<Record<string, unknown>> {
  const client = new LambdaClient(clientOf(stack));
  const asked = new InvokeCommand({ FunctionName: output(stack, 'FunctionAliasArn'), Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await client.send(asked);
  const text = Payload?.transformToString() ?? '';
  if (FunctionError) throw new Error(`the function failed: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
