// What an administrator looks at before and after a sign-in: the check of a provider, requests that never became a
// sign-in, and how long a session lasts.
import { expectAccessible } from '../support/accessibility.js';
import { field } from '../support/console.js';
import { TEST_APP, authorizeUrl, enter, firstLink, settled, signSomebodyIn } from '../support/demo.js';
import { expect, test } from '../support/fixtures.js';

test.use({ serve: { demo: true } });

test('a provider is checked before it is saved: what was expected, what was found, what to do', async ({ page, passerelle, mobileId }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/identity-providers/new`);
  await settled(page);
  const section = page.getByRole('region', { name: 'Check' }).or(page.locator('section', { has: page.getByRole('heading', { name: 'Check' }) }));
  const check = section.getByRole('button', { name: 'Check', exact: true });

  // Nothing to ask yet: the fields say so, as on save.
  await check.click();
  await expect(page.locator('#field-metadataUrl-error')).not.toBeEmpty();
  await expect(field(page, 'Metadata url')).toBeFocused();

  await field(page, 'Name').fill('Mobile ID');
  await field(page, 'Metadata url').fill(mobileId.metadataUrl);
  await field(page, 'Client ID').fill(mobileId.clientId);
  await field(page, 'Scope').fill('openid mid_profile coffee');
  await check.focus();
  await page.keyboard.press('Enter');
  await expect(section.getByRole('status').filter({ hasText: /^A sign-in may work. Look at \d+ of \d+ checks\.$/ })).toBeVisible();
  const coffee = section.getByRole('row', { name: /Scope coffee/ });
  await expect(coffee).toContainText('Look at this');
  await expect(coffee).toContainText('The provider may still grant it; if not, take it out of the scope.');
  await section.getByText(/checks passed, or had nothing to check$/).click();
  await expect(section.getByRole('row', { name: /^Scope mid_profile/ })).toContainText('Passed');
  await expectAccessible(page);

  await field(page, 'Scope').fill('openid');
  await expect(section.getByText('The form has changed since this check.')).toBeVisible();

  await field(page, 'Metadata url').fill(`${mobileId.issuer}/nowhere/.well-known/openid-configuration`);
  await check.click();
  await expect(section.getByRole('status').filter({ hasText: /^A sign-in cannot work: 1 of \d+ checks failed\.$/ })).toBeVisible();
  await expect(section.getByRole('row', { name: /^Metadata/ })).toContainText('404');
});

test('a saved provider is checked without its secret', async ({ page, passerelle }) => {
  await enter(page, passerelle);
  await page.goto(`${passerelle.url}${await firstLink(page, passerelle, 'identity-providers')}`);
  await settled(page);
  const asked = page.waitForRequest(/check-identity-provider/);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  expect(JSON.parse((await asked).postData()).form.clientSecret).toBeNull();
  await expect(page.getByText(/^(Nothing stands in the way of a sign-in|A sign-in may work)/)).toBeVisible();
});

test('a request that was refused on a page is listed with what to correct, and found again', async ({ page, context, passerelle, trouble }) => {
  trouble.expect(/40[04]/);
  await enter(page, passerelle);
  const place = `${passerelle.url}/console/fabrikam/refused-requests`;
  await page.goto(place);
  await expect(page.getByRole('heading', { name: 'No request was refused' })).toBeVisible();
  await expectAccessible(page);

  const tab = await context.newPage();
  await tab.goto(authorizeUrl(passerelle, { redirect_uri: 'https://shop.example/back' }));
  await tab.goto(authorizeUrl(passerelle, { client_id: '99999999-9999-4999-8999-999999999999' }));
  await tab.goto(authorizeUrl(passerelle, { p: 'B2C_1_nobody' }));
  await tab.close();

  await settled(page);
  await page.getByRole('button', { name: 'Refresh' }).click();
  const rows = page.locator('main tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('B2C_1_nobody');
  await expectAccessible(page);

  await page.getByRole('link', { name: 'AADB2C90006 (1)' }).click();
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/search=AADB2C90006/);
  await expect(rows).toContainText('https://shop.example/back');
  await expect(rows).toContainText('Add this redirect URI to the registration');
  await page.getByLabel('Find in the requests').fill('nothing like it');
  await page.getByLabel('Find in the requests').press('Enter');
  await expect(page.getByText('No refused request has that in it.')).toBeVisible();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(rows).toHaveCount(3);
  await rows.filter({ hasText: 'AADB2C90006' }).getByRole('link', { name: 'Open the registration' }).click();
  await page.waitForURL(new RegExp(`app-registrations/${TEST_APP}$`));
});

test('session behavior of a user flow is held to its range, saved, and in force', async ({ page, context, passerelle }) => {
  await enter(page, passerelle);
  const flow = await firstLink(page, passerelle, 'user-flows');
  await page.goto(`${passerelle.url}${flow}`);
  await settled(page);
  await page.getByText('Session behavior', { exact: true }).click();
  const minutes = page.getByLabel('Web app session lifetime (minutes)');
  await expect(minutes).toHaveValue('1440');
  await minutes.fill('14');
  await expect(page.getByText('A session lives 15 to 1440 minutes.')).toBeVisible();
  await minutes.fill('15');
  await expect(page.getByText('A session lives 15 to 1440 minutes.')).toBeHidden();
  await page.getByLabel('Web app session timeout').selectOption('Absolute');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  // Whoever has signed in is not asked again,
  await signSomebodyIn(context, passerelle);
  const again = authorizeUrl(passerelle, { prompt: 'none' });
  const tab = await context.newPage();
  await tab.goto(again);
  await expect(tab.getByText(/^Valid for /)).toBeVisible();

  // unless the flow shares no sessions.
  await page.getByLabel('Single sign-on configuration').selectOption('Disabled');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await settled(page);
  await page.getByText('Session behavior', { exact: true }).click();
  await expect(page.getByLabel('Web app session timeout')).toHaveValue('absolute');
  await expect(page.getByLabel('Single sign-on configuration')).toHaveValue('disabled');
  await tab.goto(again);
  await expect(tab.getByText('AADB2C90077').first()).toBeVisible();
});
