// The console as a tool: every page in every width and colour, by keyboard alone, and nothing typed is lost.
import { expectAccessible } from '../support/accessibility.js';
import { field } from '../support/console.js';
import { TEST_APP, authorizeUrl, cancelASignIn, enter, firstLink, settled, signSomebodyIn } from '../support/demo.js';
import { expect, test } from '../support/fixtures.js';
import { expectGoodLooks } from '../support/looks.js';

test.use({ serve: { demo: true } });

test('every page is accessible, and is read at 360 px without sideways scrolling, light and dark', async ({ trouble, page, context, passerelle }) => {
  // axe puts its script into every frame; the preview's runs none, whoever brings it, and Chromium says so.
  trouble.expect(/Blocked script execution in '[^']*\/console\/branding-preview\//);
  test.setTimeout(300_000);
  await enter(page, passerelle);
  await signSomebodyIn(context, passerelle);
  await cancelASignIn(context, passerelle);
  const places = {
    overview: '/console/fabrikam',
    'all-services': '/console/fabrikam/all-services',
    settings: '/console/fabrikam/settings',
    providers: '/console/fabrikam/identity-providers',
    'provider-new': '/console/fabrikam/identity-providers/new',
    provider: await firstLink(page, passerelle, 'identity-providers'),
    flows: '/console/fabrikam/user-flows',
    'flow-new': '/console/fabrikam/user-flows/new',
    flow: await firstLink(page, passerelle, 'user-flows'),
    applications: '/console/fabrikam/app-registrations',
    'application-new': '/console/fabrikam/app-registrations/new',
    application: await firstLink(page, passerelle, 'app-registrations'),
    users: '/console/fabrikam/users',
    user: await firstLink(page, passerelle, 'users'),
    'sign-ins': '/console/fabrikam/sign-ins',
    'sign-in': await firstLink(page, passerelle, 'sign-ins?status=succeeded'),
    'sign-in-failed': await firstLink(page, passerelle, 'sign-ins?status=failed'),
    'refused-requests': '/console/fabrikam/refused-requests',
    'audit-logs': '/console/fabrikam/audit-logs',
    'audit-logs-nothing-found': '/console/fabrikam/audit-logs?kind=tenant&search=nobody',
    branding: '/console/fabrikam/branding',
    'first-run': '/console/first-run',
    policies: '/console/fabrikam/policies',
    'policy-upload': '/console/fabrikam/policies/upload',
    'policy-keys': '/console/fabrikam/policy-keys',
    'policy-key-new': '/console/fabrikam/policy-keys/new',
    'policy-key': '/console/fabrikam/policy-keys/B2C_1A_TokenSigningKeyContainer',
    empty: '/console/mobileid/identity-providers',
  };
  for (const [name, place] of Object.entries(places)) {
    await page.goto(`${passerelle.url}${place}`);
    await settled(page);
    await expectGoodLooks(page, name);
  }
});

test('the search is the command palette: places, actions, directories and what is in them', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await settled(page);
  const box = page.getByRole('combobox', { name: 'Search everything' });
  await page.keyboard.press('Control+k');
  await box.fill('new openid');
  await expect(page.getByRole('option', { name: /New OpenID Connect provider/ })).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(/identity-providers\/new$/);

  await page.keyboard.press('Control+k');
  await box.fill('signup');
  await expect(page.getByRole('option', { name: /B2C_1_signupsignin1/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.waitForURL(/user-flows\/[0-9a-f-]{36}$/);

  await page.keyboard.press('Control+k');
  await box.fill('mobile id (demo');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/console\/mobileid$/);
});

test('what is typed and not saved is not lost by a click, and says what is wrong as one types', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/identity-providers/new`);
  await settled(page);
  await field(page, 'Name').fill('Contoso');
  await field(page, 'Metadata url').fill('ftp://contoso.example');
  await expect(page.locator('#field-metadataUrl-error')).toContainText('https://');
  await expect(page.locator('#field-clientSecret-error'), 'only where a person has been').toBeEmpty();
  await expectAccessible(page);

  await page.getByRole('navigation').getByRole('link', { name: 'Users' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(field(page, 'Name')).toHaveValue('Contoso');
  await page.getByRole('navigation').getByRole('link', { name: 'Users' }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL(/\/users$/);
});

test('a session that has ended loses no typed text', async ({ page, context, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/user-flows/new`);
  await settled(page);
  await field(page, 'Name').fill('typed');
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Your session has ended. Nothing that you typed on this page is lost.')).toBeVisible();
  await expect(field(page, 'Name')).toHaveValue('typed');
  await context.addCookies(cookies);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/user-flows\/[0-9a-f-]{36}$/);
  await expect(page.getByLabel('Run user flow endpoint', { exact: true })).toBeVisible();
});

test('a user flow is changed by keyboard alone, the order of its providers too, and by drag', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/identity-providers/new`);
  await settled(page);
  for (const [label, value] of [['Name', 'Second'], ['Metadata url', 'https://second.example/.well-known/openid-configuration'], ['Client ID', 'x'], ['Client secret', 'y']]) {
    await field(page, label).focus();
    await page.keyboard.type(value);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/identity-providers\/[0-9a-f-]{36}$/);

  await page.goto(`${passerelle.url}${await firstLink(page, passerelle, 'user-flows')}`);
  await settled(page);
  await page.getByRole('checkbox', { name: 'Second' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Move Second up' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.goto(authorizeUrl(passerelle));
  await expect(page.locator('.accountButton')).toHaveText([/Second/, /Mobile ID/]);

  // The same with the mouse, back again.
  await page.goto(`${passerelle.url}${await firstLink(page, passerelle, 'user-flows')}`);
  await settled(page);
  const rows = page.locator('[draggable=true]');
  await expect(rows).toHaveText([/Second/, /Mobile ID/]);
  await rows.first().dragTo(rows.last());
  await expect(rows).toHaveText([/Mobile ID/, /Second/]);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.goto(authorizeUrl(passerelle));
  await expect(page.locator('.accountButton')).toHaveText([/Mobile ID/, /Second/]);
});

test('the registration sheet is copied value by value, and printed without the console around it', async ({ page, context, passerelle }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: passerelle.url });
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}${await firstLink(page, passerelle, 'identity-providers')}`);
  await settled(page);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  for (const [what, copied] of [
    ['redirect URI', passerelle.callback('fabrikam')],
    ['authentication method', 'client_secret_post'],
    ['scopes', 'openid mid_profile'],
  ]) {
    await page.getByRole('button', { name: `Copy ${what}` }).first().click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied' }).first()).toBeVisible();
    expect(await clipboard(), what).toContain(copied.split(' ')[0]);
  }
  await page.evaluate(() => (window.print = () => (window.printed = true)));
  await page.getByRole('button', { name: 'Print' }).click();
  expect(await page.evaluate(() => window.printed)).toBe(true);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(passerelle.callback('fabrikam')).first()).toBeVisible();
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
});

test('the trace opens at the failure, and claims are masked until somebody asks for them', async ({ page, context, passerelle }) => {
  await enter(page, passerelle);
  await cancelASignIn(context, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/sign-ins`);
  await expect(page.locator('main .row-link')).toHaveCount(1);
  // Live: what happens elsewhere comes by itself.
  await signSomebodyIn(context, passerelle);
  await expect(page.locator('main .row-link')).toHaveCount(2);

  await page.getByRole('link', { name: 'Failed', exact: true }).click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(page.locator('main .row-link')).toHaveCount(1);
  await page.locator('main .row-link').first().click();
  await expect(page.getByText(/^This is on the side of /)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Where it failed' })).toBeVisible();
  await expect(page.locator('.note').getByText(/^What to do: /)).toBeVisible();

  await page.goto(`${passerelle.url}${await firstLink(page, passerelle, 'sign-ins?status=succeeded')}`);
  await settled(page);
  await expect(page.locator('svg.sequence')).toBeVisible();
  await expect(page.locator('ol.trace').getByText(/ID token of Mobile ID: \d+ checks passed/)).toBeVisible();
  await expect(page.locator('ol.trace')).not.toContainText('+41 79 123 45 67');
  await page.getByRole('button', { name: 'Show claims' }).click();
  await expect(page.locator('ol.trace')).toContainText('+41 79 123 45 67');

  const heads = page.locator('ol.trace .hop-head');
  await heads.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(heads.nth(1)).toBeFocused();
});

test('a user is disabled, enabled again and deleted', async ({ page, context, passerelle }) => {
  await enter(page, passerelle);
  await signSomebodyIn(context, passerelle);
  const place = await firstLink(page, passerelle, 'users');
  await page.goto(`${passerelle.url}${place}`);
  await settled(page);
  await page.getByRole('button', { name: 'Disable this user' }).click();
  await expect(page.getByText('Disabled: this user may not sign in.')).toBeVisible();
  const tab = await context.newPage();
  await tab.goto(authorizeUrl(passerelle));
  await tab.locator('.accountButton').click();
  await tab.getByLabel('Mobile number').fill('+41 79 123 45 67');
  await tab.locator('#continue').click();
  await tab.waitForURL(/\/inspect|error/);
  await expect(tab.getByText(/^Valid for /)).toHaveCount(0);
  await tab.close();
  await page.getByRole('button', { name: 'Enable this user again' }).click();
  await expect(page.getByRole('button', { name: 'Disable this user' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete this user' }).click();
  await page.getByRole('button', { name: 'Yes, delete' }).click();
  await page.waitForURL(/\/users$/);
  await expect(page.getByText('No user yet')).toBeVisible();
});

/** Calls a function of the console's server, as its page does. */
function call(request, passerelle, name, body, headers = {}) {
  return request.post(`${passerelle.url}/console/api/${name}`, { data: body, headers });
}

test('nothing of one tenant is seen or changed from another', async ({ page, context, passerelle }) => {
  await enter(page, passerelle);
  await signSomebodyIn(context, passerelle);
  const id = async (list) => (await firstLink(page, passerelle, list)).split('/').at(-1);
  const ids = {
    provider: await id('identity-providers'),
    flow: await id('user-flows'),
    application: await id('app-registrations'),
    user: await id('users'),
    signIn: await id('sign-ins'),
  };
  const read = [
    ['identity-provider', { id: ids.provider }],
    ['user-flow', { id: ids.flow }],
    ['application', { id: ids.application }],
    ['user', { id: ids.user }],
    ['sign-in', { id: ids.signIn, reveal: true }],
    ['set-user-enabled', { id: ids.user, enabled: false }],
    ['delete-user', { id: ids.user }],
    ['delete-identity-provider', { id: ids.provider, version: 1 }],
    ['delete-user-flow', { id: ids.flow, version: 1 }],
    ['add-secret', { id: ids.application, new: { description: 'x', months: 6 } }],
  ];
  for (const [name, body] of read) {
    const answer = await (await call(context.request, passerelle, name, { tenant: 'mobileid', ...body })).json();
    // A document of another tenant has no current version there: to change it is a conflict.
    expect(['notFound', 'conflict'], name).toContain(answer.Err);
  }
  const found = await (await call(context.request, passerelle, 'find', { tenant: 'mobileid', text: 'b2c_1_signup' })).json();
  expect(found.Ok).toEqual([]);
  // In their own tenant they are all still there.
  for (const [name, body] of read.slice(0, 5)) {
    const answer = await (await call(context.request, passerelle, name, { tenant: 'fabrikam', ...body })).json();
    expect(answer.Ok, name).toBeTruthy();
  }
  expect((await (await call(context.request, passerelle, 'user', { tenant: 'fabrikam', id: ids.user })).json()).Ok.summary.enabled).toBe(true);
});

test('the console answers nobody who is signed out, and no other site (S23)', async ({ page, context, passerelle, playwright, trouble }) => {
  trouble.expect(/./);
  await enter(page, passerelle);
  const nobody = await playwright.request.newContext();
  const answer = await (await call(nobody, passerelle, 'users', { tenant: 'fabrikam', query: { search: '', after: null } })).json();
  expect(answer.Err).toBe('signedOut');
  await nobody.dispose();
  const crossSite = await call(context.request, passerelle, 'create-tenant', { new: { name: 'evil', displayName: 'Evil' } }, {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
  });
  expect(crossSite.status()).toBe(403);
  const session = await (await call(context.request, passerelle, 'session', {})).json();
  expect(session.Ok.tenants.map((tenant) => tenant.name)).not.toContain('evil');
});

test('a review of a form changes nothing', async ({ page, context, passerelle }) => {
  await enter(page, passerelle);
  const draft = { tenant: { new: { name: 'reviewed', displayName: 'Reviewed' } } };
  const answer = await (await call(context.request, passerelle, 'review', { tenant: '', draft })).json();
  expect(answer.Ok).toEqual({});
  const session = await (await call(context.request, passerelle, 'session', {})).json();
  expect(session.Ok.tenants.map((tenant) => tenant.name)).not.toContain('reviewed');
});

test('a single-page application: its rules are said beside the fields, PKCE is always on, it has no secret', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/app-registrations/new`);
  await settled(page);
  await field(page, 'Name').fill('shop');
  await field(page, 'Platform').selectOption({ label: 'Single-page application (SPA)' });
  await expect(page.getByLabel('Require PKCE')).toBeChecked();
  await expect(page.getByLabel('Require PKCE')).toBeDisabled();
  await field(page, 'Redirect URI 1').fill('http://shop.example/callback');
  await expect(page.locator('#field-redirectUris-0-error')).toContainText('https://');
  await field(page, 'Redirect URI 1').fill('https://shop.example/callback');
  await expect(page.locator('#field-redirectUris-0-error')).toBeEmpty();
  await field(page, 'Front-channel logout URL').fill('https://shop.example/signed-out');
  await page.getByText('Expose an API').click();
  await field(page, 'Application ID URI').fill('https://fabrikam.onmicrosoft.com/shop');
  await page.getByRole('button', { name: 'Add a scope' }).click();
  await field(page, 'Scope 1 name').fill('orders read');
  await expect(page.locator('#field-scopes-0-name-error')).toContainText('letters, digits');
  await field(page, 'Scope 1 name').fill('orders.read');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.waitForURL(/app-registrations\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: 'Client secrets' })).toHaveCount(0);

  // Another application may be granted that scope.
  await page.goto(`${passerelle.url}/console/fabrikam/app-registrations/${TEST_APP}`);
  await settled(page);
  await page.getByRole('checkbox', { name: 'https://fabrikam.onmicrosoft.com/shop/orders.read' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'https://fabrikam.onmicrosoft.com/shop/orders.read' })).toBeChecked();
});

test('a web application has two secrets at a time, each shown once', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/app-registrations/${TEST_APP}`);
  await settled(page);
  // It stays open for the second.
  await page.getByText('New client secret').click();
  for (const [description, months] of [['first', '6'], ['second', '24']]) {
    await page.getByLabel('Description').fill(description);
    await page.getByLabel('Expires after').selectOption(months);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('row', { name: new RegExp(description) })).toBeVisible();
  }
  const secret = await page.locator('.note code').innerText();
  expect(secret.length).toBeGreaterThan(40);
  await expect(page.getByText('New client secret')).toHaveCount(0);
  await page.reload();
  await settled(page);
  expect(await page.content(), 'a secret is shown once').not.toContain(secret);
});

test('lifetimes of a user flow are held to their ranges, beside the field and on save', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}${await firstLink(page, passerelle, 'user-flows')}`);
  await settled(page);
  await page.getByText('Token lifetime', { exact: true }).click();
  const minutes = page.getByLabel('Access & ID token lifetimes (minutes)');
  await minutes.fill('4');
  await expect(page.getByText('Access and ID tokens live 5 to 1440 minutes.')).toBeVisible();
  await minutes.fill('5');
  await expect(page.getByText('Access and ID tokens live 5 to 1440 minutes.')).toBeHidden();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.goto(authorizeUrl(passerelle));
  await page.locator('.accountButton').click();
  await page.getByLabel('Mobile number').fill('+41 79 123 45 67');
  await page.locator('#continue').click();
  await page.waitForURL(`${passerelle.url}/inspect`);
  const claims = JSON.parse(await page.locator('pre', { hasText: '"tfp"' }).first().innerText());
  expect(claims.exp - claims.iat).toBe(300);
});
