/** Screenshots for the READMEs. UPDATE_PICTURES=1 replaces those in infra/demo/web/pictures. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { NARROW, WIDE } from '../support/accessibility.ts';
import { sendRequest, expectSignedOut, refresh, signIn } from '../support/page.ts';
import { addUser, setAttributes, removeUser, type User } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';
import { ROOT, type Stack } from '../support/stack.ts';

const FOLDER = path.join(ROOT, process.env['UPDATE_PICTURES'] === '1' ? 'infra/demo/web/pictures' : 'target/e2e/pictures');

/** WebP quality, 0 to 100; lower values blur text. */
const QUALITY = 90;

test.use({ viewport: WIDE, locale: 'en-GB', timezoneId: 'Europe/London' });

let stack: Stack;
let alice: User;

test.beforeAll(async () => {
  stack = await configureSite();
  alice = await addUser(stack, { projects: ['apollo', 'gemini'], department: 'engineering' }, 'alice', 'alice@example.com');
});

test.afterAll(() => removeUser(stack, alice));

/** Takes a screenshot as WebP, half the size of PNG, through the DevTools protocol: Playwright has no WebP. */
async function picture(page: Page, name: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
}

// Shows the default name of a local stack.
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

test('signed in, changes after a refresh, API responses', async ({ page }) => {
  await signIn(page, alice);
  await picture(page, 'signed-in');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'signed-in-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(NARROW);
  await picture(page, 'narrow');
  await page.setViewportSize(WIDE);

  await setAttributes(stack, alice, '--project', 'gemini', '--project', 'mercury', '--department', 'research');
  await refresh(page);
  await scrollTo(page, 'Your tokens');
  await expect(page.locator('[data-change]')).toHaveCount(4);
  await picture(page, 'refreshed');

  await page.getByLabel('Project').fill('mercury');
  await sendRequest(page, 'optimized');
  await sendRequest(page, 'standard');
  await scrollTo(page, 'Call an API with your token');
  await picture(page, 'asked');
});
