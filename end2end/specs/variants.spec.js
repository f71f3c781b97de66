// What people do beside the straight way, in a real browser: they say no, click twice, use two tabs, lose their cookies;
// and what happens when the provider is away or misconfigured. Then what an attacker does with a browser.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { expectAccessible } from '../support/accessibility.js';
import { addMobileId, field, firstTenant, registerTestApp } from '../support/console.js';
import { TEST_APP, authorizeUrl, enter, firstLink, settled } from '../support/demo.js';
import { expect, test } from '../support/fixtures.js';

const VALID = /^Valid for .* signature checked with key /;

/** Adds a provider that does not answer. */
async function addOneThatIsAway(page, passerelle) {
  await page.goto(`${passerelle.url}/console/fabrikam/identity-providers/new`);
  await field(page, 'Name').fill('Away');
  // Nobody listens on the discard port.
  await field(page, 'Metadata url').fill('http://127.0.0.1:9/.well-known/openid-configuration');
  await field(page, 'Client ID').fill('away');
  await field(page, 'Client secret').fill('away');
  await field(page, 'User ID').fill('sub');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/identity-providers\/[0-9a-f-]{36}/);
}

/** The correlation id that the application was told. */
async function correlation(tab) {
  const said = await tab.locator('body').innerText();
  const found = /Correlation ID:\s*([0-9a-f-]{36})/.exec(said);
  expect(found, said).not.toBeNull();
  return found[1];
}

/** Finds the trace by what the application was told, as somebody pastes it. */
async function openTrace(page, passerelle, tab) {
  const id = await correlation(tab);
  await page.goto(`${passerelle.url}/console/fabrikam`);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search everything' }).fill(`Correlation ID: ${id}`);
  await expect(page.getByRole('option', { name: /^Sign-in|Sign-in$/ }).or(page.getByRole('option', { name: /B2C_1_signupsignin1/ })).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/sign-ins/${id}`));
}

test('saying no, clicking twice, lost cookies, a wrong secret, a provider that is away', async ({ page, context, passerelle, mobileId, trouble }) => {
  test.slow();
  await firstTenant(page, passerelle);
  await registerTestApp(page, passerelle);
  const clientId = new URL(page.url()).pathname.split('/').at(-1);
  await addMobileId(page, passerelle, mobileId);
  const provider = page.url();
  await addOneThatIsAway(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam/user-flows/new`);
  await field(page, 'Name').fill('signupsignin1');
  await page.getByRole('checkbox', { name: 'Mobile ID' }).check();
  await page.getByRole('checkbox', { name: 'Away' }).check();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);

  const begin = async () => {
    const tab = await context.newPage();
    await tab.goto(authorizeUrl(passerelle, { client_id: clientId }));
    return tab;
  };
  const mobileIdOf = (tab) => tab.locator('.accountButton', { hasText: 'Mobile ID' });
  const approve = async (tab, name) => {
    await tab.getByLabel('Name').fill(name);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.waitForURL(`${passerelle.url}/inspect`);
  };

  await test.step('who says no at the provider: the application is told, and the trace says who it was', async () => {
    const tab = await begin();
    await mobileIdOf(tab).click();
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.waitForURL(`${passerelle.url}/inspect`);
    await expect(tab.getByText('AADB2C90273').first()).toBeVisible();
    await openTrace(page, passerelle, tab);
    await expect(page.getByText('access_denied').first()).toBeVisible();
    await tab.close();
  });

  await test.step('a double click signs in once, by the keyboard alone', async () => {
    const tab = await begin();
    await mobileIdOf(tab).dblclick();
    await tab.getByLabel('Name').waitFor();
    await tab.keyboard.type('Erika Muster');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(`${passerelle.url}/inspect`);
    await expect(tab.getByText(VALID)).toBeVisible();
    await tab.close();
  });

  await test.step('a sign-in page is used by the keyboard', async () => {
    const tab = await begin();
    for (let presses = 0; presses < 12; presses += 1) {
      await tab.keyboard.press('Tab');
      if (await mobileIdOf(tab).evaluate((button) => button === document.activeElement)) break;
    }
    await expect(mobileIdOf(tab)).toBeFocused();
    await tab.keyboard.press('Enter');
    await approve(tab, 'Erika Muster');
    await expect(tab.getByText(VALID)).toBeVisible();
    await tab.close();
  });

  await test.step('without its cookies a browser is told what is missing', async () => {
    trouble.expect(/400/);
    const tab = await begin();
    await expect(mobileIdOf(tab)).toBeVisible();
    const kept = await context.cookies();
    await context.clearCookies();
    await mobileIdOf(tab).click();
    await expect(tab.getByText('AADB2C90211')).toBeVisible();
    await expect(tab.getByText('Allow cookies for this site, then start again from the application.')).toBeVisible();
    await expectAccessible(tab);
    await tab.close();
    // The administrator's are in the same browser.
    await context.addCookies(kept);
  });

  await test.step('a provider that is away', async () => {
    const tab = await begin();
    await tab.locator('.accountButton', { hasText: 'Away' }).click();
    await tab.waitForURL(`${passerelle.url}/inspect`);
    await expect(tab.getByText(/AADB2C9\d{4}/).first()).toBeVisible();
    await openTrace(page, passerelle, tab);
    await expect(page.getByText(/could not be reached|refused the connection|not reachable|no answer/i).first()).toBeVisible();
    await tab.close();
  });

  await test.step('a client secret that the provider does not take', async () => {
    await page.goto(provider);
    await settled(page);
    await field(page, 'Client secret').fill('not the one that was agreed');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(/^Saved/).first()).toBeVisible();
    const tab = await begin();
    await mobileIdOf(tab).click();
    await approve(tab, 'Erika Muster');
    await expect(tab.getByText(/AADB2C9\d{4}/).first()).toBeVisible();
    await openTrace(page, passerelle, tab);
    await expect(page.getByText(/invalid_client/).first()).toBeVisible();
    await tab.close();
  });
});

test('a provider that answers across sites after three minutes', async ({ page, context, passerelle, mobileId }) => {
  test.skip(process.env.PASSERELLE_LONG !== '1', 'it waits for three minutes: cargo xtask ci --long');
  test.setTimeout(300_000);
  await firstTenant(page, passerelle);
  await registerTestApp(page, passerelle);
  const clientId = new URL(page.url()).pathname.split('/').at(-1);
  await addMobileId(page, passerelle, mobileId);
  await page.goto(`${passerelle.url}/console/fabrikam/user-flows/new`);
  await field(page, 'Name').fill('signupsignin1');
  await page.getByRole('checkbox', { name: 'Mobile ID' }).check();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);

  const tab = await context.newPage();
  const posts = [];
  const cookies = [];
  tab.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/oauth2/authresp')) posts.push(request.postData());
  });
  tab.on('response', async (response) => cookies.push((await response.headerValue('set-cookie').catch(() => null)) ?? ''));
  await tab.goto(authorizeUrl(passerelle, { client_id: clientId }));
  await tab.locator('.accountButton').click();
  // Chromium sends a Lax cookie along with a POST from another site for its first two minutes, and then no more.
  await tab.waitForTimeout(185_000);
  await tab.getByLabel('Name').fill('Erika Muster');
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.waitForURL(`${passerelle.url}/inspect`);
  await expect(tab.getByText(VALID)).toBeVisible();
  expect(posts.length, 'the answer came without a cookie, and was posted again from our own origin').toBe(2);
  expect(posts[1]).toContain('passerelle_reposted');
  expect(cookies.join('\n')).not.toMatch(/samesite=none/i);
});

test.describe('in the demo', () => {
  test.use({ serve: { demo: true } });

  test('two tabs of one browser both come to their end', async ({ context, passerelle }) => {
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      await tab.goto(authorizeUrl(passerelle));
      await tab.locator('.accountButton').click();
      await tab.getByLabel('Mobile number').fill(`+41 79 123 45 6${tabs.indexOf(tab)}`);
    }
    for (const tab of tabs.toReversed()) {
      await tab.locator('#continue').click();
      await tab.waitForURL(`${passerelle.url}/inspect`);
      await expect(tab.getByText(VALID)).toBeVisible();
    }
  });

  test('S1: a browser is sent to no redirect URI that is not registered', async ({ page, passerelle, trouble }) => {
    trouble.expect(/400/);
    const file = new URL('../../crates/domain/tests/data/hostile-redirect-uris.json', import.meta.url);
    const hostile = JSON.parse(await readFile(file, 'utf8')).flatMap((entry) => entry.hostile);
    // All of them are tried without a browser; a browser reads an address in its own way, so it tries some of each kind.
    expect(hostile.length).toBeGreaterThan(20);
    for (const uri of hostile.filter((_, index) => index % 4 === 0)) {
      await page.goto(authorizeUrl(passerelle, { client_id: TEST_APP, redirect_uri: uri }));
      expect(new URL(page.url()).origin, uri).toBe(passerelle.url);
      expect(new URL(page.url()).pathname, uri).toContain('/authorize');
    }
  });

  test('S24: no page of ours is framed', async ({ page, passerelle, trouble }) => {
    trouble.expect(/frame|ERR_BLOCKED_BY_RESPONSE|status of 40[01]/i);
    await enter(page, passerelle);
    const provider = await firstLink(page, passerelle, 'identity-providers');
    const places = [authorizeUrl(passerelle), `${passerelle.url}${provider}`, `${passerelle.url}/inspect`];
    const frames = places.map((place) => `<iframe src="${place.replaceAll('&', '&amp;')}"></iframe>`).join('');
    const attacker = createServer((_, response) => response.setHeader('content-type', 'text/html').end(`<link rel="icon" href="data:,">${frames}`));
    await once(attacker.listen(0, '127.0.0.1'), 'listening');
    await page.goto(`http://127.0.0.1:${attacker.address().port}/`);
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(framed.length).toBe(places.length);
    for (const frame of framed) {
      expect(await frame.locator('main, form, button').count(), frame.url()).toBe(0);
      expect(frame.url()).toMatch(/^chrome-error:/);
    }
    attacker.close();
  });
});
