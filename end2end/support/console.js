// Steps in the console that several specs take.
import { expect } from '@playwright/test';

/** A field by its label, as a person reads it; "required" stands beside some. */
export function field(page, label) {
  return page.getByLabel(new RegExp(`^${label}( required)?$`)).first();
}

/** Signs in, and makes a tenant where there is none yet. */
export async function firstTenant(page, passerelle, displayName = 'Fabrikam', name = 'fabrikam') {
  await page.goto(passerelle.firstSignIn);
  await page.waitForURL(/\/console\/first-run/);
  await field(page, 'Organization name').fill(displayName);
  await field(page, 'Initial domain name').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(`${passerelle.url}/console/${name}`);
}

/** Another tenant, from *Settings*. */
export async function anotherTenant(page, passerelle, displayName, name) {
  await page.goto(`${passerelle.url}/console/first-run`);
  await field(page, 'Organization name').fill(displayName);
  await field(page, 'Initial domain name').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(`${passerelle.url}/console/${name}`);
}

/** The web application of the how-tos, with the token inspector as reply URL. */
export async function registerTestApp(page, passerelle, tenant = 'fabrikam') {
  await page.goto(`${passerelle.url}/console/${tenant}/app-registrations/new`);
  await field(page, 'Name').fill('testapp1');
  await field(page, 'Redirect URI 1').fill(`${passerelle.url}/inspect`);
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await page.getByRole('button', { name: 'Register' }).click();
  await page.waitForURL(/\/app-registrations\/[0-9a-f-]{36}/);
}

/** Mobile ID as the how-to adds it, by its form. */
export async function addMobileId(page, passerelle, mobileId) {
  await page.goto(`${passerelle.url}/console/fabrikam/identity-providers`);
  await page.getByRole('link', { name: 'New OpenID Connect provider' }).first().click();
  await page.waitForURL(/identity-providers\/new/);
  await field(page, 'Name').fill('Mobile ID');
  await field(page, 'Metadata url').fill(mobileId.metadataUrl);
  await field(page, 'Client ID').fill(mobileId.clientId);
  await field(page, 'Client secret').fill(mobileId.clientSecret);
  await field(page, 'Scope').fill('openid, profile, phone, mid_profile');
  await field(page, 'Domain hint').fill('mobileid.ch');
  await field(page, 'User ID').fill('sub');
  await field(page, 'Display name').fill('name');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/identity-providers\/[0-9a-f-]{36}/);
}

/** An empty user flow. */
export async function makeUserFlow(page, passerelle, tenant = 'fabrikam', name = 'signupsignin1') {
  await page.goto(`${passerelle.url}/console/${tenant}/user-flows/new`);
  await field(page, 'Name').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/user-flows\/[0-9a-f-]{36}/);
}

/** The claims that the inspector shows. */
export async function inspectedClaims(page, passerelle) {
  await page.waitForURL(`${passerelle.url}/inspect`);
  await expect(page.getByText(/^Valid for .* signature checked with key /)).toBeVisible();
  return JSON.parse(await page.locator('pre', { hasText: '"tfp"' }).first().innerText());
}
