/** The table, as somebody with its administrator's rights sees it. */

import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { clientOf, output, type Stack } from './stack.ts';

/** How long the emulator may take, in seconds. */
const PATIENCE_S = 30;

/** Writes a whole item. A `Set` becomes one of DynamoDB's. */
export async function putItem(stack: Stack, item: Record<string, unknown>): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(stack)));
  await client.send(new PutCommand({ TableName: output(stack, 'UserInfoTableName'), Item: item }));
}

export async function deleteTable(stack: Stack): Promise<void> {
  const client = new DynamoDBClient(clientOf(stack));
  const TableName = output(stack, 'UserInfoTableName');
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: PATIENCE_S }, { TableName });
}

/** One of the same name and key, and empty: as from a backup, so to say. */
export async function createTable(stack: Stack): Promise<void> {
  const client = new DynamoDBClient(clientOf(stack));
  const TableName = output(stack, 'UserInfoTableName');
  const AttributeName = output(stack, 'UserInfoTableKey');
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  }));
  await waitUntilTableExists({ client, maxWaitTime: PATIENCE_S }, { TableName });
}
