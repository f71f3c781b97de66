// Both how-tos, word for word. Each step carries the sentence that it follows; docs/seeds.md maps them to our places.
import { expectAccessible } from '../support/accessibility.js';
import { anotherTenant, field, firstTenant, inspectedClaims, makeUserFlow, registerTestApp } from '../support/console.js';
import { startContoso } from '../support/contoso.js';
import { expect, test as base } from '../support/fixtures.js';

const test = base.extend({
  contoso: async ({ passerelle }, use) => {
    const contoso = await startContoso();
    contoso.acceptsCallback(passerelle.callback('fabrikam'));
    await use(contoso);
    await contoso.stop();
  },
});

const step = (sentence, body) => test.step(sentence, body);

/** What both how-tos take for granted: a tenant, testapp1, a user flow; and here one more tenant to switch from. */
async function prerequisites(page, passerelle) {
  await firstTenant(page, passerelle);
  await registerTestApp(page, passerelle);
  await makeUserFlow(page, passerelle);
  await anotherTenant(page, passerelle, 'Another', 'another');
}

async function switchDirectory(page) {
  await page.locator('.top-bar').getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Directories + subscriptions' })).toBeVisible();
  await page.getByRole('link', { name: 'Switch to Fabrikam' }).click();
  await page.waitForURL(/\/console\/fabrikam$/);
}

async function allServices(page) {
  await page.locator('.top-bar').getByRole('link', { name: 'All services' }).click();
  await page.getByLabel('Search services').fill('azure ad b2c');
  await page.getByRole('main').getByRole('link', { name: /^Azure AD B2C/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** Social identity providers → Save → Run user flow; gives the new tab, at the page of the provider. */
async function runWith(page, passerelle, provider) {
  await step('In your Azure AD B2C tenant, select User flows.', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'User flows' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'User flows' })).toBeVisible();
  });
  await step('Select the user flow that you want to add the identity provider.', async () => {
    await page.getByRole('link', { name: 'B2C_1_signupsignin1' }).click();
    await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);
  });
  await step(`Under the Social identity providers, select ${provider}.`, () =>
    page.getByRole('group', { name: 'Social identity providers' }).getByRole('checkbox', { name: provider }).check(),
  );
  await step('Select Save.', async () => {
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  });
  const pane = page.getByRole('complementary', { name: 'Run user flow' });
  await step('To test your policy, select Run user flow.', () =>
    expect(pane.getByRole('heading', { name: 'Run user flow' })).toBeVisible(),
  );
  await step('For Application, select the web application named testapp1 that you previously registered. The Reply URL should show it.', async () => {
    await pane.getByLabel('Application').selectOption({ label: 'testapp1' });
    await expect(pane.getByLabel('Reply URL')).toHaveValue(`${passerelle.url}/inspect`);
    await expect(pane.getByLabel('Run user flow endpoint', { exact: true })).toHaveValue(/p=B2C_1_signupsignin1&client_id=/);
  });
  const opened = page.waitForEvent('popup');
  await step('Select the Run user flow button.', () => pane.getByRole('button', { name: 'Run user flow', exact: true }).click());
  const tab = await opened;
  await step(`From the sign-up or sign-in page, select ${provider} to sign in.`, async () => {
    await tab.waitForURL(/\/sign-in\//);
    await expectAccessible(tab);
    // The original gives these buttons the role of a link.
    await tab.getByRole('link', { name: new RegExp(provider) }).click();
  });
  return tab;
}

test('Set up sign-up and sign-in with Mobile ID (000, user flow)', async ({ page, passerelle, mobileId }) => {
  test.slow();
  await prerequisites(page, passerelle);

  await step('Select the Settings icon in the top menu to switch to your Azure AD B2C tenant from the Directories + subscriptions menu.', () =>
    switchDirectory(page),
  );
  await step('Choose All services in the top-left corner, and then search for and select Azure AD B2C.', () => allServices(page));
  await step('Select Identity providers, and then select New OpenID Connect provider.', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Identity providers' }).click();
    await page.getByRole('link', { name: 'New OpenID Connect provider' }).first().click();
    await page.waitForURL(/identity-providers\/new/);
  });
  await step('Provide the Mobile ID the information about your tenant: redirect URI and token endpoint authentication method.', async () => {
    await expect(page.getByText(passerelle.callback('fabrikam'), { exact: true })).toBeVisible();
    await expect(page.locator('.sheet').getByText('client_secret_post', { exact: true })).toBeVisible();
  });
  await step('Enter a Name. For example, enter Mobile ID.', () => field(page, 'Name').fill('Mobile ID'));
  await step('For Metadata url, enter the URL Mobile ID OpenId well-known configuration endpoint.', () =>
    field(page, 'Metadata url').fill(mobileId.metadataUrl),
  );
  await step('For Client ID, enter the Mobile ID Client ID.', () => field(page, 'Client ID').fill(mobileId.clientId));
  await step('For Client secret, enter the Mobile ID client secret.', () =>
    field(page, 'Client secret').fill(mobileId.clientSecret),
  );
  await step('For the Scope, enter the openid, profile, phone, mid_profile.', async () => {
    await field(page, 'Scope').fill('openid, profile, phone, mid_profile');
    await expect(page.getByText('openid profile phone mid_profile')).toBeVisible();
  });
  await step('Leave the default values for Response type (code), and Response mode (form_post).', async () => {
    await expect(field(page, 'Response type')).toHaveValue('code');
    await expect(field(page, 'Response mode')).toHaveValue('form_post');
  });
  await step('(Optional) For the Domain hint, enter mobileid.ch.', () => field(page, 'Domain hint').fill('mobileid.ch'));
  await step('Under Identity provider claims mapping, select the claims: User ID: sub, Display name: name.', async () => {
    await field(page, 'User ID').fill('sub');
    await field(page, 'Display name').fill('name');
  });
  await step('Select Save.', async () => {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/identity-providers\/[0-9a-f-]{36}/);
    await expect(page.getByText('This provider is on no sign-in page yet.')).toBeVisible();
    await expect(field(page, 'Metadata url')).toHaveAttribute('readonly', '');
    await expect(field(page, 'Client secret')).toHaveValue('');
  });

  const tab = await runWith(page, passerelle, 'Mobile ID');
  await tab.getByLabel('Name').fill('Erika Muster');
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await step('If the sign-in process is successful, your browser is redirected, which displays the contents of the token.', async () => {
    const claims = await inspectedClaims(tab, passerelle);
    expect(claims).toMatchObject({ name: 'Erika Muster', idp: mobileId.issuer, tfp: 'B2C_1_signupsignin1' });
  });
});

for (const [responseType, responseMode] of [
  ['code', 'query'],
  ['code', 'form_post'],
  ['id_token', 'form_post'],
]) {
  test(`Set up sign-up and sign-in with OpenID Connect (004): ${responseType} by ${responseMode}`, async ({ page, passerelle, contoso }) => {
    test.slow();
    await prerequisites(page, passerelle);

    await step('Make sure you are using the directory that contains your tenant by clicking the Directory + subscription filter in the top menu.', async () => {
      await page.locator('.top-bar summary').filter({ hasText: 'Directory + subscription' }).click();
      await page.getByRole('link', { name: /^Fabrikam/ }).click();
      await page.waitForURL(/\/console\/fabrikam$/);
    });
    await step('Choose All services in the top-left corner, search for and select Azure AD B2C.', () => allServices(page));
    await step('Select Identity providers, and then select New OpenID Connect provider.', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'Identity providers' }).click();
      await page.getByRole('link', { name: 'New OpenID Connect provider' }).first().click();
      await page.waitForURL(/identity-providers\/new/);
    });
    await step('Enter a Name. For example, enter Contoso.', () => field(page, 'Name').fill('Contoso'));
    await step('The metadata document is always located at an endpoint that ends in .well-known/openid-configuration; enter its metadata URL.', async () => {
      await field(page, 'Metadata url').fill(contoso.issuer);
      await expect(page.getByText('The metadata URL ends in /.well-known/openid-configuration.')).toBeVisible();
      await field(page, 'Metadata url').fill(contoso.metadataUrl);
      await expect(page.getByText('The metadata URL ends in /.well-known/openid-configuration.')).toBeHidden();
    });
    await step('Copy these values from the identity provider and enter them: client ID.', () =>
      field(page, 'Client ID').fill(contoso.clientId),
    );
    await step('The openid scope must be specified. Other scopes can be appended separated by space.', async () => {
      await field(page, 'Scope').fill('profile email');
      await expect(page.getByText('The scope must contain openid;')).toBeVisible();
      await field(page, 'Scope').fill('openid profile email');
    });
    await step('Response type: code or id_token.', () => field(page, 'Response type').selectOption(responseType));
    await step('The client secret is optional. However, you must enter one for the authorization code flow.', async () => {
      const label = page.locator('label[for="field-clientSecret"]');
      if (responseType === 'code') {
        await expect(label).toContainText('required');
        await field(page, 'Client secret').fill(contoso.clientSecret);
      } else {
        await expect(label).not.toContainText('required');
      }
    });
    await step('Response mode: form_post or query.', () => field(page, 'Response mode').selectOption(responseMode));
    await step('To allow skipping the page, enter a value for the domain hint.', () => field(page, 'Domain hint').fill('contoso.com'));
    await step('Claims mapping: User ID, Display Name, Given Name, Surname, Email.', async () => {
      for (const [label, claim] of [['User ID', 'sub'], ['Display name', 'name'], ['Given name', 'given_name'], ['Surname', 'family_name'], ['Email', 'email']]) {
        await field(page, label).fill(claim);
      }
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/identity-providers\/[0-9a-f-]{36}/);

    const tab = await runWith(page, passerelle, 'Contoso');
    await tab.getByLabel('Email').fill('ada@contoso.com');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await step('If the sign-in process is successful, your browser is redirected, which displays the contents of the token.', async () => {
      const claims = await inspectedClaims(tab, passerelle);
      expect(claims).toMatchObject({ name: 'ada of Contoso', idp: contoso.issuer });
    });

    await step('To jump to the custom identity provider, append domain_hint=<domain hint value>.', async () => {
      const pane = page.getByRole('complementary', { name: 'Run user flow' });
      await pane.getByText('Domain hint, login hint, language, scopes').click();
      await page.reload();
      await pane.getByText('Domain hint, login hint, language, scopes').click();
      await pane.getByLabel('Domain hint', { exact: true }).selectOption('contoso.com');
      await expect(pane.getByLabel('Run user flow endpoint', { exact: true })).toHaveValue(/&domain_hint=contoso\.com/);
      const visited = [];
      page.context().on('request', (request) => request.isNavigationRequest() && visited.push(request.url()));
      const opened = page.waitForEvent('popup');
      await pane.getByRole('button', { name: 'Run user flow', exact: true }).click();
      // The pane asks with prompt=login, which Contoso is told: it asks again although it knows the person.
      const again = await opened;
      await again.getByLabel('Email').fill('ada@contoso.com');
      await again.getByRole('button', { name: 'Sign in' }).click();
      await inspectedClaims(again, passerelle);
      expect(visited.some((url) => url.startsWith(`${contoso.issuer}/auth`)), visited.join(' ')).toBe(true);
      expect(visited.filter((url) => url.startsWith(`${passerelle.url}/sign-in/`)), 'no page of ours is shown').toEqual([]);
    });
  });
}
