import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

if (!existsSync(chromium)) {
  throw new Error(`${chromium} does not exist: run apt-get install --no-install-recommends chromium, or set CHROMIUM`);
}

const launchOptions = {
  executablePath: chromium,
  // Chromium's sandbox does not run as root, which tests in containers often do.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

export default defineConfig({
  outputDir: '../../target/e2e/results',
  forbidOnly: process.env['CI'] === 'true',
  // Tests of a stack share its parameters and its table.
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
      // Browsers keep pages in the back/forward cache; Playwright disables it by default.
      use: { launchOptions: { ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] } },
    },
  ],
});
