// Whole journeys in a real browser. `cargo xtask test` starts this and names the browser and the binary;
// by hand: `npx playwright test`, with a Chromium on PATH.
import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium.js';

export default defineConfig({
  testDir: './specs',
  testMatch: '*.spec.js',
  // One after the other: the server and its neighbours share two cores with the browser.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    // Ours speak the browser's language; the specs speak English.
    locale: 'en-US',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
