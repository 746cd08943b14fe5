/** The trigger, taken from the pool and put back. */

import { DescribeUserPoolCommand, UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito } from './people.ts';
import { output, type Stack } from './stack.ts';

/** The pool has no trigger while `doing`. The emulator keeps what an update leaves out. */
export async function withoutTrigger(stack: Stack, doing: () => Promise<void>): Promise<void> {
  const UserPoolId = output(stack, 'UserPoolId');
  const { UserPool } = await cognito(stack).send(new DescribeUserPoolCommand({ UserPoolId }));
  await cognito(stack).send(new UpdateUserPoolCommand({ UserPoolId, LambdaConfig: {} }));
  try {
    await doing();
  } finally {
    await cognito(stack).send(new UpdateUserPoolCommand({ UserPoolId, LambdaConfig: UserPool!.LambdaConfig }));
  }
}
