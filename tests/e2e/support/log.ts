/** The log of the function in CloudWatch Logs. */

import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { clientConfig, output, type Stack } from './stack.ts';

/** The log line of one event. */
export interface LogLine {
  outcome: string;
  cause: string;
  error?: string;
  triggerSource: string;
  eventVersion: string;
  durationMs: number;
  attempts: number;
}

/** Returns all lines, including those of the Lambda platform. */
export async function readLog(stack: Stack): Promise<string[]> {
  const lines: string[] = [];
  const pages = paginateFilterLogEvents(
    { client: new CloudWatchLogsClient(clientConfig(stack)) },
    { logGroupName: output(stack, 'FunctionLogGroup') },
  );
  for await (const { events = [] } of pages) lines.push(...events.map(({ message = '' }) => message.trimEnd()));
  return lines;
}

/** Returns the log lines of the events during `action`. */
export async function logLinesDuring(stack: Stack, action: () => Promise<unknown>): Promise<LogLine[]> {
  const before = (await eventLogLines(stack)).length;
  await action();
  return (await eventLogLines(stack)).slice(before);
}

export async function eventLogLines(stack: Stack): Promise<LogLine[]> {
  const lines = await readLog(stack);
  return lines.filter((line) => line.includes('"message":"pre token generation"')).map((line) => JSON.parse(line) as LogLine);
}
