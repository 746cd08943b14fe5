import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

if (!existsSync(chromium)) {
  throw new Error(`${chromium} is not there: apt-get install --no-install-recommends chromium, or name one in CHROMIUM`);
}

const launchOptions = {
  executablePath: chromium,
  // Chromium's sandbox refuses to run for root, which is who a container's tests often are.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

export default defineConfig({
  outputDir: '../../target/e2e/results',
  forbidOnly: process.env['CI'] === 'true',
  // The tests of a stack share its parameters and its table.
  workers: 1,
  timeout: 60_000,
  reporter: [['list'], ['json', { outputFile: '../../target/e2e/report.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    launchOptions,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'stack', testDir: 'stack' },
    {
      name: 'page',
      testDir: 'page',
      // People's browsers keep pages that were left for the back button; Playwright turns that off.
      use: { launchOptions: { ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] } },
    },
  ],
});
