// The how-to on Mobile ID, its half on custom policies, word for word: each step carries the sentence that it follows.
// The policies are those of the starter pack, which lies beside the project; the claims provider is the how-to's own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from '../support/accessibility.js';
import { field, firstTenant, registerTestApp } from '../support/console.js';
import { settled } from '../support/demo.js';
import { expect, test } from '../support/fixtures.js';
import { expectGoodLooks } from '../support/looks.js';
import { startMobileIdOauth2 } from '../support/mobile-id-oauth2.js';
import { startPasserelle } from '../support/passerelle.js';
import { shared } from '../support/shared.js';
import { Trouble } from '../support/trouble.js';

const PACK = shared('corpus/active-directory-b2c-custom-policy-starterpack/SocialAndLocalAccounts');
const HOW_TO = shared('seeds/000_6b148b1e26e63cd5.txt');
const FILES = ['TrustFrameworkBase', 'TrustFrameworkLocalization', 'TrustFrameworkExtensions', 'SignUpOrSignin'];

const step = (sentence, body) => test.step(sentence, body);

/** The files of the starter pack for the tenant, as its own instructions have them adapted. */
function starterPack() {
  const read = (name) => readFileSync(join(PACK, `${name}.xml`), 'utf8').replaceAll('yourtenant', 'fabrikam');
  const files = Object.fromEntries(FILES.map((name) => [name, read(name)]));
  files.TrustFrameworkExtensions = files.TrustFrameworkExtensions
    .replaceAll('ProxyIdentityExperienceFrameworkAppId', '22222222-2222-4222-8222-222222222222')
    .replaceAll('IdentityExperienceFrameworkAppId', '33333333-3333-4333-8333-333333333333');
  return files;
}

/** The claims provider as the how-to prints it; its step 4 alone changes it. */
function claimsProvider(clientId) {
  const blocks = readFileSync(HOW_TO, 'utf8').matchAll(/```xml\n([\s\S]*?)```/g);
  const printed = [...blocks].map(([, xml]) => xml).find((xml) => xml.includes('<ClaimsProvider>'));
  return printed.replace('Your application ID', clientId);
}

/** The journey of the base under a new name, with Mobile ID in its first two steps. */
function customJourney(base) {
  const [journey] = base.match(/<UserJourney Id="SignUpOrSignIn">[\s\S]*?<\/UserJourney>/);
  return journey
    .replace('"SignUpOrSignIn"', '"CustomSignUpSignIn"')
    .replace('</ClaimsProviderSelections>', '<ClaimsProviderSelection TargetClaimsExchangeId="MobileIDExchange" />\n</ClaimsProviderSelections>')
    .replace(/(<ClaimsExchange Id="FacebookExchange"[^>]*>)/, '$1\n<ClaimsExchange Id="MobileIDExchange" TechnicalProfileReferenceId="MobileID-OAuth2" />');
}

const asFiles = (files) => Object.entries(files).map(([name, xml]) => ({ name: `${name}.xml`, mimeType: 'text/xml', buffer: Buffer.from(xml) }));

async function upload(page, files, { overwrite = false } = {}) {
  await page.getByRole('link', { name: 'Identity Experience Framework' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Identity Experience Framework' })).toBeVisible();
  await page.getByRole('link', { name: 'Upload custom policy' }).first().click();
  await page.waitForURL(/\/policies\/upload$/);
  await settled(page);
  await page.getByLabel('Policy files').setInputFiles(asFiles(files));
  await page.getByLabel('Overwrite the custom policy if it already exists').setChecked(overwrite);
  await expect(page.getByText(/without an error/)).toBeVisible();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await expect(page.getByText('Stored, and in force for the next sign-in:')).toBeVisible();
}

async function addKey(page, name, option, more) {
  await page.getByRole('navigation').getByRole('link', { name: 'Policy Keys' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Policy Keys' })).toBeVisible();
  await page.getByRole('link', { name: 'Add', exact: true }).first().click();
  await page.waitForURL(/\/policy-keys\/new$/);
  await settled(page);
  await field(page, 'Options').selectOption(option);
  await field(page, 'Name').fill(name);
  await more();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/policy-keys\/B2C_1A_/);
}

test('Set up sign-up and sign-in with Mobile ID (000, custom policy)', async ({ playwright, launchOptions }) => {
  test.skip(!PACK || !HOW_TO, '../shared is absent');
  test.setTimeout(300_000);
  const mobileId = await startMobileIdOauth2();
  const passerelle = await startPasserelle({ args: mobileId.args });
  mobileId.acceptsCallback(passerelle.callback('fabrikam'));
  const args = [...launchOptions.args, `--host-resolver-rules=${mobileId.hostRules}`];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' });
  const trouble = new Trouble(context);
  try {
    await follow(await context.newPage(), passerelle, mobileId);
  } finally {
    await trouble.end(context);
    await browser.close();
    await passerelle.stop();
    await mobileId.end();
  }
  expect(trouble.unexpected(), 'errors in the browser').toEqual([]);
});

async function follow(page, passerelle, mobileId) {
  const files = starterPack();
  await firstTenant(page, passerelle);
  await registerTestApp(page, passerelle);
  await page.goto(`${passerelle.url}/console/fabrikam`);

  await step('On the Overview page, select Identity Experience Framework.', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await page.getByRole('link', { name: 'Identity Experience Framework' }).first().click();
    await expect(page.getByText('No custom policy yet')).toBeVisible();
    await expectAccessible(page);
  });
  await step('Select Policy Keys and then select Add.', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Policy Keys' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Policy Keys' })).toBeVisible();
    await page.getByRole('link', { name: 'Add', exact: true }).first().click();
    await page.waitForURL(/\/policy-keys\/new$/);
    await settled(page);
    await expectAccessible(page);
  });
  await step('For Options, choose Manual.', () => field(page, 'Options').selectOption('Manual'));
  await step('Enter a Name for the policy key. For example, Mobile IDSecret. The prefix B2C_1A_ is added automatically.', () =>
    field(page, 'Name').fill('Mobile IDSecret'),
  );
  await step('In Secret, enter your Mobile ID client secret.', () => field(page, 'Secret').fill(mobileId.clientSecret));
  await step('For Key usage, select Signature.', () => field(page, 'Key usage').selectOption('Signature'));
  await step('Select Create.', async () => {
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/policy-keys\/B2C_1A_MobileIDSecret$/i);
    await expect(page.getByText('In use', { exact: true })).toBeVisible();
    expect(await page.content()).not.toContain(mobileId.clientSecret);
    await expectAccessible(page);
  });

  await step('Prerequisites: the keys and the policies of the starter pack.', async () => {
    await addKey(page, 'TokenEncryptionKeyContainer', 'Generate', () => field(page, 'Key usage').selectOption('Encryption'));
    await addKey(page, 'FacebookSecret', 'Manual', () => field(page, 'Secret').fill('none'));
    await upload(page, files);
  });

  await step('Find the ClaimsProviders element. Add a new ClaimsProvider as follows. Set client_id to the Mobile ID client ID.', () => {
    files.TrustFrameworkExtensions = files.TrustFrameworkExtensions.replace(
      '</ClaimsProviders>',
      `${claimsProvider(mobileId.clientId)}\n</ClaimsProviders>`,
    );
  });
  await step('Add the identity provider to a user journey.', () => {
    files.TrustFrameworkExtensions = files.TrustFrameworkExtensions.replace(
      '</TrustFrameworkPolicy>',
      `<UserJourneys>\n${customJourney(files.TrustFrameworkBase)}\n</UserJourneys>\n</TrustFrameworkPolicy>`,
    );
  });
  await step('Configure the relying party policy.', () => {
    files.SignUpOrSignin = files.SignUpOrSignin.replace('ReferenceId="SignUpOrSignIn"', 'ReferenceId="CustomSignUpSignIn"');
  });
  await step('Upload the custom policy.', async () => {
    const { TrustFrameworkExtensions, SignUpOrSignin } = files;
    // What is there is not overwritten unless somebody says so.
    await page.goto(`${passerelle.url}/console/fabrikam/policies/upload`);
    await settled(page);
    await page.getByLabel('Policy files').setInputFiles(asFiles({ TrustFrameworkExtensions, SignUpOrSignin }));
    await expect(page.getByText('Nothing can be stored: 2 errors.')).toBeVisible();
    await expect(page.locator('.diagnostics').getByText(/^TrustFrameworkExtensions\.xml:\d+:\d+$/).first()).toBeVisible();
    await expectGoodLooks(page, 'policy-upload-refused');
    await page.getByLabel('Overwrite the custom policy if it already exists').check();
    await expect(page.getByText(/^2 files without an error/)).toBeVisible();
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await expect(page.getByText('2 policies are stored.')).toBeVisible();
  });

  await step('Select your relying party policy, for example B2C_1A_signup_signin.', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Identity Experience Framework' }).click();
    await expectGoodLooks(page, 'policies-full');
    await page.getByRole('link', { name: 'B2C_1A_signup_signin' }).click();
    await page.waitForURL(/\/policies\/B2C_1A_signup_signin$/);
    await settled(page);
    await expectGoodLooks(page, 'policy');
  });
  const pane = page.getByRole('complementary', { name: 'Run now' });
  await step('For Application, select a web application that you previously registered. The Reply URL should show it.', async () => {
    await pane.getByLabel('Application').selectOption({ label: 'testapp1' });
    await expect(pane.getByLabel('Reply URL')).toHaveValue(`${passerelle.url}/inspect`);
    await expect(pane.getByLabel('Run now endpoint', { exact: true })).toHaveValue(/p=B2C_1A_signup_signin&client_id=/);
  });
  const opened = page.waitForEvent('popup');
  await step('Select the Run now button.', () => pane.getByRole('button', { name: 'Run now', exact: true }).click());
  const tab = await opened;
  await step('From the sign-up or sign-in page, select Mobile ID to sign in with Mobile ID.', async () => {
    await tab.locator('#MobileIDExchange').click();
    await tab.waitForURL(/^https:\/\/m\.mobileid\.ch\//);
    await tab.getByLabel('Name').fill('Erika Muster');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    // A new user is asked for what the journey collects; the name has come from the userinfo endpoint.
    await expect(tab.getByLabel('Display Name')).toHaveValue('Erika Muster');
    await tab.locator('#continue').click();
  });
  await step('Your browser is redirected, and the contents of the token returned are displayed.', async () => {
    await tab.waitForURL(`${passerelle.url}/inspect`);
    await expect(tab.getByText(/^Valid for .* signature checked with key /)).toBeVisible();
    const claims = JSON.parse(await tab.locator('pre', { hasText: '"sub"' }).first().innerText());
    expect(claims).toMatchObject({ name: 'Erika Muster', idp: 'mobileid.ch' });
    // The subject is the object id of our user, who holds the identity.
    await page.goto(`${passerelle.url}/console/fabrikam/users/${claims.sub}`);
    await expect(page.getByRole('heading', { level: 1, name: 'Erika Muster' })).toBeVisible();
    const identity = page.getByRole('row', { name: /^mobileid\.ch/ });
    await expect(identity).toContainText(mobileId.subjectOf('Erika Muster'));
  });
}
