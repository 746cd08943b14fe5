/** Other user pools and app clients, described like those of a stack. */

import { CreateUserPoolClientCommand, CreateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito } from './users.ts';
import { output, type Stack } from './stack.ts';

/** The stack with another, empty user pool. */
export async function withOtherPool(stack: Stack): Promise<Stack> {
  const { UserPool } = await cognito(stack).send(new CreateUserPoolCommand({ PoolName: 'other' }));
  return withOtherClient({ ...stack, outputs: { ...stack.outputs, UserPoolId: UserPool!.Id! } });
}

/** The stack with another app client of its user pool. */
export async function withOtherClient(stack: Stack): Promise<Stack> {
  const { UserPoolClient } = await cognito(stack).send(new CreateUserPoolClientCommand({
    UserPoolId: output(stack, 'UserPoolId'),
    ClientName: 'other',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  }));
  return { ...stack, outputs: { ...stack.outputs, UserPoolClientId: UserPoolClient!.ClientId! } };
}
