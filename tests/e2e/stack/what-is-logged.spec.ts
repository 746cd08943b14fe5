/** The function's log: one line for each event, and nothing of the people in it. The last of all, so that it sees all. */

import { expect, test } from '@playwright/test';
import { breakService, heal } from '../support/faults.ts';
import { byPage } from '../support/hosted.ts';
import { wholeLog } from '../support/log.ts';
import { addPerson, addStranger, MARK } from '../support/people.ts';
import { WITH_MACHINES } from '../support/rules.ts';
import { asMachine, byPassword, refreshed, type Tokens } from '../support/sign-in.ts';
import { configure, STACK } from '../support/stack.ts';
import { putItem } from '../support/table.ts';
import { verified } from '../support/tokens.ts';

/** The lines that Lambda writes by itself. */
const PLATFORM = /^(START|END|REPORT|INIT_START) /;

test('each event has one line, which holds no user name, e-mail, claim value or token', async ({ page }) => {
  const stack = await configure(STACK, WITH_MACHINES);
  const person = await addPerson(stack, { projects: [`apollo-${MARK}`], department: `engineering ${MARK}` });
  const stranger = await addStranger(stack);
  const before = (await wholeLog(stack)).length;

  const issued: Tokens[] = [await byPassword(stack, person), await byPage(stack, page, person), await byPassword(stack, stranger)];
  issued.push(await refreshed(stack, issued[0]!));
  const machine = await asMachine(stack);
  await breakService(stack, 'error');
  try {
    issued.push(await byPassword(stack, person));
  } finally {
    await heal(stack);
  }
  await putItem(stack, { userName: person.userName, projects: { [MARK]: MARK }, department: new Set([MARK]) });
  issued.push(await byPassword(stack, person));

  const log = await wholeLog(stack);
  const lines = log.slice(before);
  const own = lines.filter((line) => !PLATFORM.test(line));
  const events = lines.filter((line) => line.startsWith('START '));
  expect(events.length, 'events').toBeGreaterThan(issued.length);
  expect(own, 'lines of the function, one for each event').toHaveLength(events.length);
  const outcomes = own.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
  expect(new Set(outcomes), 'outcomes').toEqual(new Set(['enriched', 'not_found', 'fallback']));

  // Each name and value of every test holds the mark, and each token begins like this.
  const { id } = await verified(stack, issued[0]!);
  const signatures = [machine, ...issued.flatMap((tokens) => [tokens.id, tokens.access])].map((token) => token.split('.')[2]!);
  for (const text of [MARK, 'eyJ', person.password, String(id.sub), ...signatures]) {
    expect(log.filter((line) => line.includes(text)), `lines of the whole log that hold ${text}`).toEqual([]);
  }
});
