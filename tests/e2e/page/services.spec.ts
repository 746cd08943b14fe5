/** The two routes of the API, and the files of one's department, from the page. */

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type Locator } from '@playwright/test';
import { requests } from '../support/faults.ts';
import { ask, expectClaim, refresh, signIn, signOut } from '../support/page.ts';
import { addPerson, addStranger, change } from '../support/people.ts';
import { configureSite, test } from '../support/site.ts';
import { clientOf, output, type Stack } from '../support/stack.ts';
import { withoutTrigger } from '../support/trigger.ts';

const ROUTES = { optimized: 0, standard: 1 } as const;

let stack: Stack;

test.beforeAll(async () => {
  stack = await configureSite();
});

const answered = async (answer: Locator) => JSON.parse(await answer.getByRole('region').innerText()) as Record<string, unknown>;

async function expectRefused(answer: Locator, error: string): Promise<void> {
  await expect(answer).toContainText('HTTP 403.');
  expect((await answered(answer))['error']).toBe(error);
}

test('both ways answer the same, and one of them reads the table once for it', async ({ page }) => {
  await signIn(page, await addPerson(stack, { projects: ['apollo', 'gemini'], department: 'engineering' }));
  for (const project of ['', 'apollo']) {
    await page.getByLabel('Project').fill(project);
    const answers: unknown[] = [];
    for (const [route, reads] of Object.entries(ROUTES)) {
      const before = await requests(stack, 'dynamodb.GetItem');
      const answer = await ask(page, route as keyof typeof ROUTES);
      await expect(answer).toContainText('HTTP 200. Allowed');
      await expect(answer.locator('div', { hasText: 'Table reads' }).getByRole('definition')).toHaveText(String(reads));
      expect(await requests(stack, 'dynamodb.GetItem') - before, `reads of ${route}, as the proxy counts them`).toBe(reads);
      answers.push(await answered(answer));
    }
    expect(answers[0], `the answers about “${project}”`).toEqual(answers[1]);
    expect(JSON.stringify(answers[0])).toContain('apollo');
  }
});

test('who has no rights is refused on both ways, and so is who asks for the project of others', async ({ page }) => {
  await signIn(page, await addPerson(stack, { projects: ['apollo'], department: 'engineering' }));
  await page.getByLabel('Project').fill('gemini');
  for (const route of ['optimized', 'standard'] as const) await expectRefused(await ask(page, route), 'forbidden');

  await signOut(page);
  await signIn(page, await addStranger(stack));
  for (const route of ['optimized', 'standard'] as const) {
    await page.getByLabel('Project').fill('');
    expect(await answered(await ask(page, route)), route).toEqual({ projects: [] });
    await page.getByLabel('Project').fill('apollo');
    await expectRefused(await ask(page, route), 'forbidden');
  }
});

test('rights that were taken away live on in the token until it is refreshed, and not in the table', async ({ page }) => {
  const person = await addPerson(stack, { projects: ['apollo'], department: 'engineering' });
  await signIn(page, person);
  await change(stack, person, '--project', 'gemini');
  await page.getByLabel('Project').fill('apollo');
  await expect(await ask(page, 'optimized')).toContainText('HTTP 200.');
  await expectRefused(await ask(page, 'standard'), 'forbidden');

  await refresh(page);
  await expectRefused(await ask(page, 'optimized'), 'forbidden');
});

test('a token from before the trigger was attached is refused with the word that a claim is missing, until the next refresh', async ({ page }) => {
  const person = await addPerson(stack, { projects: ['apollo'], department: 'engineering' });
  await withoutTrigger(stack, async () => {
    await signIn(page, person);
    await expectClaim(page, 'access', 'projects', null);
    await expectRefused(await ask(page, 'optimized'), 'claim_missing');
  });
  await refresh(page);
  await expect(await ask(page, 'optimized')).toContainText('HTTP 200.');
});

// Whether the neighbour's are refused no emulator tells: see the differences in infra/README.md.
test('the ID token opens the folder of one’s department in the bucket', async ({ page }) => {
  const s3 = new S3Client({ ...clientOf(stack), forcePathStyle: true });
  for (const Key of ['engineering/plans/bridge.pdf', 'engineering/rota.txt', 'Legal/claims.txt']) {
    await s3.send(new PutObjectCommand({ Bucket: output(stack, 'DepartmentBucketName'), Key, Body: 'a file' }));
  }
  await signIn(page, await addPerson(stack, { department: 'engineering' }));
  await page.getByRole('button', { name: 'List' }).click();
  await expect(page.locator('[data-folder="own"]').getByRole('listitem')).toHaveText(['engineering/plans/bridge.pdf', 'engineering/rota.txt']);
});
