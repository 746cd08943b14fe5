/** Detaches the trigger from the user pool and attaches it again. */

import { DescribeUserPoolCommand, UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito } from './users.ts';
import { output, type Stack } from './stack.ts';

/** Runs `action` without a trigger. The emulator keeps settings that an update omits, unlike Cognito. */
export async function withoutTrigger(stack: Stack, action: () => Promise<void>): Promise<void> {
  const UserPoolId = output(stack, 'UserPoolId');
  const { UserPool } = await cognito(stack).send(new DescribeUserPoolCommand({ UserPoolId }));
  await cognito(stack).send(new UpdateUserPoolCommand({ UserPoolId, LambdaConfig: {} }));
  try {
    await action();
  } finally {
    await cognito(stack).send(new UpdateUserPoolCommand({ UserPoolId, LambdaConfig: UserPool!.LambdaConfig }));
  }
}
