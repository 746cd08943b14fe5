/** The log of the function: one line for each event, without personal data. The last file, so that it sees the whole log. */

import { expect, test } from '@playwright/test';
import { injectFault, clearFault } from '../support/faults.ts';
import { signInOnPage } from '../support/sign-in-page.ts';
import { readLog } from '../support/log.ts';
import { addUser, addUserWithoutItem, MARKER } from '../support/users.ts';
import { WITH_MACHINE_TOKENS } from '../support/rules.ts';
import { machineToken, signInWithPassword, refreshed, type Tokens } from '../support/sign-in.ts';
import { configure, STACK } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { verifyTokens } from '../support/tokens.ts';

/** Log lines of the Lambda platform. */
const PLATFORM = /^(START|END|REPORT|INIT_START) /;

test('each event has one log line without user name, e-mail, claim value or token', async ({ page }) => {
  const stack = await configure(STACK, WITH_MACHINE_TOKENS);
  const user = await addUser(stack, { projects: [`apollo-${MARKER}`], department: `engineering ${MARKER}` });
  const userWithoutItem = await addUserWithoutItem(stack);
  const before = (await readLog(stack)).length;

  const tokensFromResult: Tokens[] = [await signInWithPassword(stack, user), await signInOnPage(stack, page, user), await signInWithPassword(stack, userWithoutItem)];
  tokensFromResult.push(await refreshed(stack, tokensFromResult[0]!));
  const machine = await machineToken(stack);
  await injectFault(stack, 'error');
  try {
    tokensFromResult.push(await signInWithPassword(stack, user));
  } finally {
    await clearFault(stack);
  }
  await putItem(stack, { userName: user.userName, projects: { [MARKER]: MARKER }, department: new Set([MARKER]) });
  tokensFromResult.push(await signInWithPassword(stack, user));

  const log = await readLog(stack);
  const lines = log.slice(before);
  const own = lines.filter((line) => !PLATFORM.test(line));
  const events = lines.filter((line) => line.startsWith('START '));
  expect(events.length, 'events').toBeGreaterThan(tokensFromResult.length);
  expect(own, 'lines of the function, one for each event').toHaveLength(events.length);
  const outcomes = own.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
  expect(new Set(outcomes), 'outcomes').toEqual(new Set(['enriched', 'not_found', 'fallback']));

  // Every user name and value of all tests contains the marker, and every token starts with eyJ.
  const { id } = await verifyTokens(stack, tokensFromResult[0]!);
  const signatures = [machine, ...tokensFromResult.flatMap((tokens) => [tokens.id, tokens.access])].map((token) => token.split('.')[2]!);
  for (const text of [MARKER, 'eyJ', user.password, String(id.sub), ...signatures]) {
    expect(log.filter((line) => line.includes(text)), `log lines that contain ${text}`).toEqual([]);
  }
});
