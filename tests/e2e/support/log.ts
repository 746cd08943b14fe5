/** The function's log, as CloudWatch Logs has it. */

import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { clientOf, output, type Stack } from './stack.ts';

/** One event's line. */
export interface LogLine {
  outcome: string;
  cause: string;
  error?: string;
  triggerSource: string;
  eventVersion: string;
  durationMs: number;
  attempts: number;
}

/** Every line, the platform's too. */
export async function wholeLog(stack: Stack): Promise<string[]> {
  const lines: string[] = [];
  const pages = paginateFilterLogEvents(
    { client: new CloudWatchLogsClient(clientOf(stack)) },
    { logGroupName: output(stack, 'FunctionLogGroup') },
  );
  for await (const { events = [] } of pages) lines.push(...events.map(({ message = '' }) => message.trimEnd()));
  return lines;
}

/** The lines of the events that came while `doing`. */
export async function linesOf(stack: Stack, doing: () => Promise<unknown>): Promise<LogLine[]> {
  const before = (await eventLines(stack)).length;
  await doing();
  return (await eventLines(stack)).slice(before);
}

export async function eventLines(stack: Stack): Promise<LogLine[]> {
  const lines = await wholeLog(stack);
  return lines.filter((line) => line.includes('"message":"pre token generation"')).map((line) => JSON.parse(line) as LogLine);
}
