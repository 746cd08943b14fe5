/** Administrator access to the table. */

import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { clientConfig, output, type Stack } from './stack.ts';

/** Longest wait for the emulator, in seconds. */
const TIMEOUT_S = 30;

/** Writes an item. A `Set` becomes a DynamoDB set. */
export async function putItem(stack: Stack, item: Record<string, unknown>): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(stack)));
  await client.send(new PutCommand({ TableName: output(stack, 'UserInfoTableName'), Item: item }));
}

export async function deleteTable(stack: Stack): Promise<void> {
  const client = new DynamoDBClient(clientConfig(stack));
  const TableName = output(stack, 'UserInfoTableName');
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: TIMEOUT_S }, { TableName });
}

/** Creates an empty table with the same name and key. */
export async function createTable(stack: Stack): Promise<void> {
  const client = new DynamoDBClient(clientConfig(stack));
  const TableName = output(stack, 'UserInfoTableName');
  const AttributeName = output(stack, 'UserInfoTableKey');
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: TIMEOUT_S }, { TableName });
}
