// Steps in the demo: its administrator, its tenant `fabrikam`, its test application and its user flow.
import { expect } from '@playwright/test';

export const TEST_APP = '11111111-1111-4111-8111-111111111111';

/** Signs the administrator of the demo in; leads to the tenant with the flow. */
export async function enter(page, passerelle) {
  await page.goto(passerelle.firstSignIn);
  await page.waitForURL(/\/console\/[a-z]+$/);
  await page.goto(`${passerelle.url}/console/fabrikam`);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** A request of the test application; `more` are parameters beside it or in place of its own. */
export function authorizeUrl(passerelle, more = {}) {
  const query = new URLSearchParams({
    p: 'B2C_1_signupsignin1',
    client_id: TEST_APP,
    nonce: 'defaultNonce',
    redirect_uri: `${passerelle.url}/inspect`,
    scope: 'openid',
    response_type: 'id_token',
    prompt: 'login',
    ...more,
  });
  return `${passerelle.url}/fabrikam.onmicrosoft.com/oauth2/v2.0/authorize?${query}`;
}

export async function signSomebodyIn(context, passerelle, phone = '+41 79 123 45 67') {
  const tab = await context.newPage();
  await tab.goto(authorizeUrl(passerelle));
  await tab.locator('.accountButton').click();
  await tab.getByLabel('Mobile number').fill(phone);
  await tab.locator('#continue').click();
  await tab.waitForURL(`${passerelle.url}/inspect`);
  await tab.close();
}

export async function cancelASignIn(context, passerelle) {
  const tab = await context.newPage();
  await tab.goto(authorizeUrl(passerelle));
  await tab.locator('.accountButton').click();
  await tab.locator('#cancel').click();
  await tab.waitForURL(`${passerelle.url}/inspect`);
  await tab.close();
}

/** Waits until the page listens: its forms are enabled then, and what loads has come. */
export async function settled(page) {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await page.waitForFunction(() => ![...document.querySelectorAll('main fieldset')].some((set) => set.disabled));
}

/** The first line of a list of the tenant. */
export async function firstLink(page, passerelle, list) {
  await page.goto(`${passerelle.url}/console/fabrikam/${list}`);
  return page.locator('main .row-link').first().getAttribute('href');
}
