/** API requests and department files on the page. */

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type Locator } from '@playwright/test';
import { requestCount } from '../support/faults.ts';
import { sendRequest, expectClaim, refresh, signIn, signOut } from '../support/page.ts';
import { addUser, addUserWithoutItem, setAttributes } from '../support/users.ts';
import { configureSite, test } from '../support/site.ts';
import { clientConfig, output, type Stack } from '../support/stack.ts';
import { withoutTrigger } from '../support/trigger.ts';

const ROUTES = { optimized: 0, standard: 1 } as const;

let stack: Stack;

test.beforeAll(async () => {
  stack = await configureSite();
});

const responseBody = async (answer: Locator) => JSON.parse(await answer.getByRole('region').innerText()) as Record<string, unknown>;

async function expectForbidden(answer: Locator, error: string): Promise<void> {
  await expect(answer).toContainText('HTTP 403.');
  expect((await responseBody(answer))['error']).toBe(error);
}

test('both routes respond alike, and only the standard route reads the table', async ({ page }) => {
  await signIn(page, await addUser(stack, { projects: ['apollo', 'gemini'], department: 'engineering' }));
  for (const project of ['', 'apollo']) {
    await page.getByLabel('Project').fill(project);
    const responses: unknown[] = [];
    for (const [route, reads] of Object.entries(ROUTES)) {
      const before = await requestCount(stack, 'dynamodb.GetItem');
      const answer = await sendRequest(page, route as keyof typeof ROUTES);
      await expect(answer).toContainText('HTTP 200. Access allowed.');
      await expect(answer.locator('div', { hasText: 'Table reads' }).getByRole('definition')).toHaveText(String(reads));
      expect(await requestCount(stack, 'dynamodb.GetItem') - before, `table reads of the ${route} route`).toBe(reads);
      responses.push(await responseBody(answer));
    }
    expect(responses[0], `responses for the project “${project}”`).toEqual(responses[1]);
    expect(JSON.stringify(responses[0])).toContain('apollo');
  }
});

test('projects of others are forbidden on both routes', async ({ page }) => {
  await signIn(page, await addUser(stack, { projects: ['apollo'], department: 'engineering' }));
  await page.getByLabel('Project').fill('gemini');
  for (const route of ['optimized', 'standard'] as const) await expectForbidden(await sendRequest(page, route), 'forbidden');

  await signOut(page);
  await signIn(page, await addUserWithoutItem(stack));
  for (const route of ['optimized', 'standard'] as const) {
    await page.getByLabel('Project').fill('');
    expect(await responseBody(await sendRequest(page, route)), route).toEqual({ projects: [] });
    await page.getByLabel('Project').fill('apollo');
    await expectForbidden(await sendRequest(page, route), 'forbidden');
  }
});

test('a removed project stays in the token until the next refresh, but not on the standard route', async ({ page }) => {
  const user = await addUser(stack, { projects: ['apollo'], department: 'engineering' });
  await signIn(page, user);
  await setAttributes(stack, user, '--project', 'gemini');
  await page.getByLabel('Project').fill('apollo');
  await expect(await sendRequest(page, 'optimized')).toContainText('HTTP 200.');
  await expectForbidden(await sendRequest(page, 'standard'), 'forbidden');

  await refresh(page);
  await expectForbidden(await sendRequest(page, 'optimized'), 'forbidden');
});

test('a token from before the trigger was attached lacks claims until the next refresh', async ({ page }) => {
  const user = await addUser(stack, { projects: ['apollo'], department: 'engineering' });
  await withoutTrigger(stack, async () => {
    await signIn(page, user);
    await expectClaim(page, 'access', 'projects', null);
    await expectForbidden(await sendRequest(page, 'optimized'), 'claim_missing');
  });
  await refresh(page);
  await expect(await sendRequest(page, 'optimized')).toContainText('HTTP 200.');
});

// The emulator does not enforce the policy for other departments: infra/check tests it.
test('the ID token gives access to the folder of the user’s department', async ({ page }) => {
  const s3 = new S3Client({ ...clientConfig(stack), forcePathStyle: true });
  for (const Key of ['engineering/plans/bridge.pdf', 'engineering/rota.txt', 'Legal/claims.txt']) {
    await s3.send(new PutObjectCommand({ Bucket: output(stack, 'DepartmentBucketName'), Key, Body: 'a file' }));
  }
  await signIn(page, await addUser(stack, { department: 'engineering' }));
  await page.getByRole('button', { name: 'List files' }).click();
  await expect(page.locator('[data-folder="own"]').getByRole('listitem')).toHaveText(['engineering/plans/bridge.pdf', 'engineering/rota.txt']);
});
