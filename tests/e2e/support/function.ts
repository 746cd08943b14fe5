/** Calls the deployed function without Cognito. */

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig, output, type Stack } from './stack.ts';

/** Invokes the function with an event and returns its response. */
export async function invokeFunction(stack: Stack, event: object): Promise<Record<string, unknown>> {
  const client = new LambdaClient(clientConfig(stack));
  const command = new InvokeCommand({ FunctionName: output(stack, 'FunctionAliasArn'), Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await client.send(command);
  const text = Payload?.transformToString() ?? '';
  if (FunctionError) throw new Error(`the function failed: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
