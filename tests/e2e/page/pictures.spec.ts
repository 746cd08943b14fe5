/** Pictures of the page, for the READMEs. UPDATE_PICTURES=1 puts them there; else they are just made. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { NARROW, WIDE } from '../support/accessible.ts';
import { ask, expectSignedOut, refresh, signIn } from '../support/page.ts';
import { addPerson, change, removePerson, type Person } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';
import { ROOT, type Stack } from '../support/stack.ts';

const FOLDER = path.join(ROOT, process.env['UPDATE_PICTURES'] === '1' ? 'infra/demo/web/pictures' : 'target/e2e/pictures');

/** Of 100; below it letters get shadows. */
const QUALITY = 90;

test.use({ viewport: WIDE, locale: 'en-GB', timezoneId: 'Europe/London' });

let stack: Stack;
let alice: Person;

test.beforeAll(async () => {
  stack = await configureSite();
  alice = await addPerson(stack, { projects: ['apollo', 'gemini'], department: 'engineering' }, 'alice', 'alice@example.com');
});

test.afterAll(() => removePerson(stack, alice));

/** As WebP, which Playwright itself does not make, since it takes half of the room of PNG. */
async function picture(page: Page, name: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
}

// The stack is called as it is if nobody names it.
test.beforeEach(({ page }) => page.route('**/config.json', async (route) => {
  const config = (await (await route.fetch()).json()) as object;
  await route.fulfill({ json: { ...config, stack: 'claims' } });
}));

async function scrollTo(page: Page, region: string): Promise<void> {
  await page.getByRole('region', { name: region }).evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - 32));
}

test('signed out', async ({ page }) => {
  await page.setViewportSize({ ...WIDE, height: 640 });
  await page.goto('/');
  await expectSignedOut(page);
  await picture(page, 'signed-out');
});

test('signed in, light, dark and narrow; changes after a refresh; answers of the API', async ({ page }) => {
  await signIn(page, alice);
  await picture(page, 'signed-in');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'signed-in-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(NARROW);
  await picture(page, 'narrow');
  await page.setViewportSize(WIDE);

  await change(stack, alice, '--project', 'gemini', '--project', 'mercury', '--department', 'research');
  await refresh(page);
  await scrollTo(page, 'Your tokens');
  await expect(page.locator('[data-change]')).toHaveCount(4);
  await picture(page, 'refreshed');

  await page.getByLabel('Project').fill('mercury');
  await ask(page, 'optimized');
  await ask(page, 'standard');
  await scrollTo(page, 'What a service does');
  await picture(page, 'asked');
});
