// The main job: from an empty Passerelle to a decoded token, through a provider that others wrote.
import { expectAccessible } from '../support/accessibility.js';
import { addMobileId } from '../support/console.js';
import { expect, test } from '../support/fixtures.js';

async function makeTenant(page, passerelle) {
  await page.goto(passerelle.firstSignIn);
  await page.waitForURL(/\/console\/first-run/);
  await field(page, 'Organization name').fill('Fabrikam');
  await field(page, 'Initial domain name').fill('fabrikam');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/console\/fabrikam/);
}

async function registerApplication(page, passerelle) {
  await page.goto(`${passerelle.url}/console/fabrikam/app-registrations/new`);
  await field(page, 'Name').fill('testapp1');
  await field(page, 'Redirect URI 1').fill(`${passerelle.url}/inspect`);
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await page.getByRole('button', { name: 'Register' }).click();
  await page.waitForURL(/\/app-registrations\/[0-9a-f-]{36}/);
}

async function makeUserFlow(page, passerelle) {
  await page.goto(`${passerelle.url}/console/fabrikam/user-flows/new`);
  await field(page, 'Name').fill('signupsignin1');
  await page.getByRole('checkbox', { name: 'Mobile ID' }).check();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);
}

/** The values of secret parameters in everything that the browser sends, by name. */
function secretsOnTheWire(context) {
  const secrets = new Map();
  const note = (text) => {
    for (const [name, value] of new URLSearchParams(text)) {
      if (['code', 'state', 'id_token', 'csrf'].includes(name) && value.length > 20) {
        if (!secrets.has(name)) secrets.set(name, new Set());
        secrets.get(name).add(value);
      }
    }
  };
  const noteUrl = (text) => {
    const url = new URL(text);
    note(url.search.slice(1));
    note(url.hash.slice(1));
  };
  context.on('request', (request) => {
    noteUrl(request.url());
    const type = request.headers()['content-type'] ?? '';
    if (type.startsWith('application/x-www-form-urlencoded')) note(request.postData() ?? '');
  });
  context.on('response', async (response) => {
    const location = await response.headerValue('location').catch(() => null);
    if (location) noteUrl(new URL(location, response.url()).href);
  });
  return secrets;
}

function field(page, label) {
  return page.getByLabel(label, { exact: false }).first();
}

function runUrl(passerelle, clientId, more = {}) {
  const query = new URLSearchParams({
    p: 'B2C_1_signupsignin1',
    client_id: clientId,
    nonce: 'defaultNonce',
    redirect_uri: `${passerelle.url}/inspect`,
    scope: 'openid',
    response_type: 'id_token',
    prompt: 'login',
    ...more,
  });
  return `${passerelle.url}/fabrikam.onmicrosoft.com/oauth2/v2.0/authorize?${query}`;
}

test.describe('with every log line written', () => {
test.use({ serve: { args: ['--log', 'trace'] } });
test('from the first console step to the decoded token (S21, S79)', async ({ page, context, passerelle, mobileId }) => {
  test.slow();
  const secrets = secretsOnTheWire(context);
  await makeTenant(page, passerelle);
  await registerApplication(page, passerelle);
  await addMobileId(page, passerelle, mobileId);
  await makeUserFlow(page, passerelle);
  await expectAccessible(page);

  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Run user flow', exact: true }).click();
  const tab = await opened;
  await tab.waitForURL(/\/sign-in\//);
  await expectAccessible(tab);
  await tab.locator('.accountButton').click();

  await tab.getByLabel('Name').fill('Erika Muster');
  await tab.getByRole('button', { name: 'Sign in' }).click();

  await tab.waitForURL(`${passerelle.url}/inspect`);
  await expect(tab.getByText(/^Valid for .* signature checked with key /)).toBeVisible();
  const payload = await tab.locator('pre', { hasText: '"tfp"' }).first().innerText();
  const claims = JSON.parse(payload);
  expect(claims).toMatchObject({
    name: 'Erika Muster',
    idp: mobileId.issuer,
    tfp: 'B2C_1_signupsignin1',
    nonce: 'defaultNonce',
    newUser: true,
  });
  expect(claims.oid).toBe(claims.sub);
  expect(tab.url(), 'the address is wiped of the token').not.toContain('id_token');

  // From the token to its sign-in, which says where each claim came from; no part of the token is in the address.
  await tab.getByRole('tab', { name: 'Claims' }).click();
  const explained = tab.waitForEvent('popup');
  const link = tab.getByRole('link', { name: 'Where each claim came from' });
  const address = await link.getAttribute('href');
  for (const value of [claims.sub, claims.nonce, claims.name, claims.aud]) expect(address).not.toContain(value);
  await link.click();
  const found = await explained;
  await found.waitForURL(/\/console\/fabrikam\/sign-ins\?token=/);
  await expect(found.locator('main a[href*="/sign-ins/"]')).toHaveCount(1);
  await found.locator('main a[href*="/sign-ins/"]').click();
  const from = (claim) => found.locator(`.origins tr[data-claim="${claim}"]`);
  await expect(from('name')).toContainText('name of the ID token of Mobile ID, taken over by Mobile ID');
  await expect(from('exp')).toContainText('Passerelle, as the protocol asks');
  await expectAccessible(found);
  await found.close();

  // The trace of it, hop by hop; no secret of the test is in it.
  await page.goto(`${passerelle.url}/console/fabrikam/sign-ins`);
  await page.locator('main a[href*="/sign-ins/"]').first().click();
  await expect(page.locator('ol.trace').getByText(/ID token of Mobile ID: \d+ checks passed/)).toBeVisible();
  expect(await page.content()).not.toContain(mobileId.clientSecret);
  const trace = await page.content();
  expect([...secrets.keys()].sort(), 'what travelled').toEqual(expect.arrayContaining(['code', 'id_token', 'state']));
  for (const [name, values] of secrets) {
    for (const value of values) {
      expect(passerelle.output, `${name} in the log`).not.toContain(value);
      expect(trace, `${name} in the trace`).not.toContain(value);
    }
  }
  expect(passerelle.output).not.toContain(mobileId.clientSecret);
});
});

test('without JavaScript on the sign-in pages, and back from the provider to choose again', async ({ page, browser, passerelle, mobileId }) => {
  test.slow();
  await makeTenant(page, passerelle);
  await registerApplication(page, passerelle);
  const clientId = new URL(page.url()).pathname.split('/').at(-1);
  await addMobileId(page, passerelle, mobileId);
  await makeUserFlow(page, passerelle);

  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const person = await context.newPage();
    await person.goto(runUrl(passerelle, clientId));
    await expect(person.locator('script')).toHaveCount(0);
    await person.locator('.accountButton').click();
    await expect(person.getByLabel('Name')).toBeVisible();

    // Second thoughts: the browser's own way back leads to the choice again.
    await person.goBack();
    await expect(person.locator('.accountButton')).toBeVisible();
    await person.reload();
    await person.locator('.accountButton').click();

    await person.getByLabel('Name').fill('Erika Muster');
    await person.getByRole('button', { name: 'Sign in' }).click();
    // Pages that post themselves wait for their button.
    while (!person.url().includes('/inspect')) {
      await person.locator('form button[type=submit]').first().click();
    }
    const token = new URLSearchParams(new URL(person.url()).hash.slice(1)).get('id_token');
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ name: 'Erika Muster', idp: mobileId.issuer, newUser: true });
  } finally {
    await context.close();
  }
});

test.describe('the demo', () => {
  test.use({ serve: { demo: true } });
  const TEST_APP = '11111111-1111-4111-8111-111111111111';

  test('leads to a decoded token through its own Mobile ID', async ({ page, passerelle }) => {
    await page.goto(runUrl(passerelle, TEST_APP));
    await page.locator('.accountButton').click();
    await page.getByLabel('Mobile number').fill('+41 79 123 45 67');
    await page.locator('#continue').click();
    await page.waitForURL(`${passerelle.url}/inspect`);
    await expect(page.getByText(/^Valid for .* signature checked with key /)).toBeVisible();
  });

  test('an application that is not registered gets a page and no redirect', async ({ page, passerelle, trouble }) => {
    trouble.expect(/400/);
    await page.goto(runUrl(passerelle, TEST_APP, { redirect_uri: 'https://evil.example/' }));
    expect(new URL(page.url()).origin).toBe(passerelle.url);
    await expect(page.getByText('AADB2C90006')).toBeVisible();
    await expectAccessible(page);
  });

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });
    test('the sign-in pages work', async ({ page, passerelle }) => {
      await page.goto(runUrl(passerelle, TEST_APP));
      await page.locator('.accountButton').click();
      await page.getByLabel('Mobile number').fill('+41 79 123 45 68');
      await page.locator('#continue').click();
      // The pages that post themselves wait for their button.
      while (!page.url().includes('/inspect')) {
        await page.locator('form button[type=submit]').first().click();
      }
      expect(page.url()).toContain('#');
      expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('id_token')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    });
  });
});
