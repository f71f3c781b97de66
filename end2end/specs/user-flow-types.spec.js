// The types of user flows, and the page that collects attributes: made in the console, used in a browser.
import { expectAccessible } from '../support/accessibility.js';
import { field } from '../support/console.js';
import { authorizeUrl, enter, settled } from '../support/demo.js';
import { expect, test } from '../support/fixtures.js';
import { expectGoodLooks } from '../support/looks.js';

test.use({ serve: { demo: true }, locale: 'fr-CH' });

async function makeFlow(page, passerelle, name, type) {
  await page.goto(`${passerelle.url}/console/fabrikam/user-flows/new`);
  await settled(page);
  await field(page, 'Name').fill(name);
  await page.getByLabel('Type').selectOption(type);
  await page.getByRole('checkbox', { name: 'Mobile ID' }).check();
}

async function throughMobileId(page, phone) {
  await page.locator('.accountButton').click();
  await page.locator('#phoneNumber').fill(phone);
  await page.locator('#continue').click();
}

test('a flow of the type Sign up asks for what the provider does not deliver, in the language of the person', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await makeFlow(page, passerelle, 'signup', 'signUp');
  const attributes = page.getByRole('group', { name: 'User attributes' });
  await attributes.getByLabel('City').check();
  await page.getByRole('group', { name: 'Application claims' }).getByLabel('City').check();
  // A sign-in flow collects nothing; what was chosen is there again when the type is changed back.
  await page.getByLabel('Type').selectOption('signIn');
  await expect(attributes).toHaveCount(0);
  await page.getByLabel('Type').selectOption('signUp');
  await expect(attributes.getByLabel('City')).toBeChecked();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);
  await settled(page);
  await expect(page.getByText('Sign up', { exact: true })).toBeVisible();
  await expect(attributes.getByLabel('City')).toBeChecked();

  await page.goto(authorizeUrl(passerelle, { p: 'B2C_1_signup' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Inscription' })).toBeVisible();
  await throughMobileId(page, '+41 79 123 45 67');
  await expect(page.getByRole('heading', { level: 1, name: 'Vos informations' })).toBeVisible();
  await expect(page.getByLabel('Localité')).toBeVisible();
  await expectAccessible(page);
  await expectGoodLooks(page, 'attributes');
  await page.locator('#continue').click();
  await expect(page.locator('#city')).toBeFocused();
  await page.getByLabel('Localité').fill('Fribourg');
  await page.locator('#continue').click();
  await page.waitForURL(`${passerelle.url}/inspect`);
  const claims = JSON.parse(await page.locator('pre', { hasText: '"tfp"' }).first().innerText());
  expect(claims).toMatchObject({ city: 'Fribourg', newUser: true });
});

test('a flow of the type Sign in tells somebody unknown that there is no such user', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await makeFlow(page, passerelle, 'signin', 'signIn');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);
  await page.goto(authorizeUrl(passerelle, { p: 'B2C_1_signin' }));
  await throughMobileId(page, '+41 79 765 43 21');
  await page.waitForURL(`${passerelle.url}/inspect`);
  await expect(page.getByText('AADB2C90053').first()).toBeVisible();
});
