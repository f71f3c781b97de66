// What every spec begins with: a browser that is watched, a Passerelle, and a provider that others wrote.
//
//   import { expect, test } from '../support/fixtures.js';
//
//   test('somebody signs in', async ({ page, passerelle, mobileId }) => { … });
//
// A spec that names `passerelle` gets one of its own, with fresh data; `test.use({ serve: { demo: true } })` changes
// how it is started, `test.use({ javaScriptEnabled: false })` takes scripts away.
import { test as base, expect } from '@playwright/test';
import { startMobileId } from './mobile-id.js';
import { startPasserelle } from './passerelle.js';
import { Trouble } from './trouble.js';

export { expect };

export const test = base.extend({
  /** How Passerelle is started: `{ demo, args }`. */
  serve: [{}, { option: true }],

  /** Complaints of the browser. Any that the spec does not expect fails it. */
  trouble: [
    async ({ context }, use) => {
      const trouble = new Trouble(context);
      await use(trouble);
      expect(trouble.unexpected(), 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],

  mobileId: async ({}, use) => {
    const mobileId = await startMobileId();
    await use(mobileId);
    await mobileId.stop();
  },

  passerelle: async ({ serve, mobileId, trouble, context }, use, testInfo) => {
    const args = ['--allow-upstream', '127.0.0.1', ...(serve.args ?? [])];
    const passerelle = await startPasserelle({ ...serve, args });
    mobileId.acceptsCallback(passerelle.callback('fabrikam'));
    await use(passerelle);
    await trouble.end(context);
    await passerelle.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('what Passerelle printed', { body: passerelle.output, contentType: 'text/plain' });
    }
  },
});
