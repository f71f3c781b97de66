// The harness itself: the provider that plays Mobile ID, and the watch on the browser.
import * as client from 'openid-client';
import { expectAccessible } from '../support/accessibility.js';
import { expect, test } from '../support/fixtures.js';

const CALLBACK = 'http://localhost:9/callback';

async function discover(mobileId) {
  return client.discovery(
    new URL(mobileId.issuer),
    mobileId.clientId,
    undefined,
    client.ClientSecretPost(mobileId.clientSecret),
    { execute: [client.allowInsecureRequests] },
  );
}

test('the provider publishes what Mobile ID publishes', async ({ mobileId, request }) => {
  const answer = await request.get(mobileId.metadataUrl);
  expect(answer.ok()).toBe(true);
  const metadata = await answer.json();
  expect(metadata.issuer).toBe(mobileId.issuer);
  expect(metadata.token_endpoint_auth_methods_supported).toEqual(['client_secret_post']);
  expect(metadata.response_modes_supported).toContain('form_post');
  expect(metadata.scopes_supported).toContain('mid_profile');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('whoever types a name gets an ID token with that name', async ({ page, mobileId, trouble }) => {
      mobileId.acceptsCallback(CALLBACK);
      const configuration = await discover(mobileId);
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      let answer;
      await page.route(`${CALLBACK}*`, (route) => {
        answer = route.request().postData();
        return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Arrived</title>' });
      });

      await page.goto(
        client.buildAuthorizationUrl(configuration, {
          redirect_uri: CALLBACK,
          scope: mobileId.scope,
          response_mode: 'form_post',
          state,
          nonce,
        }).href,
      );
      await page.getByLabel('Name').fill('Ada Lovelace');
      await page.getByRole('button', { name: 'Sign in' }).click();
      if (!javaScriptEnabled) await page.getByRole('button').click();
      await expect(page).toHaveTitle('Arrived');

      const tokens = await client.authorizationCodeGrant(
        configuration,
        new Request(CALLBACK, {
          method: 'POST',
          body: answer,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
        { expectedState: state, expectedNonce: nonce },
      );
      expect(tokens.claims().name).toBe('Ada Lovelace');
      expect(trouble.unexpected()).toEqual([]);
    });
  });
}

test('the page of the provider is accessible', async ({ page, mobileId }) => {
  mobileId.acceptsCallback(CALLBACK);
  const configuration = await discover(mobileId);
  await page.goto(client.buildAuthorizationUrl(configuration, { redirect_uri: CALLBACK, scope: 'openid' }).href);
  await expectAccessible(page);
});

test('a violation of a content security policy is noticed', async ({ page, trouble }) => {
  await page.route('http://localhost:9/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'none'" },
      body: '<!doctype html><title>Watched</title><link rel="icon" href="data:,"><p style="color: red">inline</p>',
    }),
  );
  await page.goto('http://localhost:9/');
  await expect.poll(() => trouble.unexpected().join()).toContain('Content Security Policy');
  trouble.expect(/Content Security Policy/);
});

test('a script that fails is noticed', async ({ page, trouble }) => {
  await page.route('http://localhost:9/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script>throw new Error("on purpose")</script>' }),
  );
  await page.goto('http://localhost:9/');
  await expect.poll(() => trouble.unexpected().join()).toContain('on purpose');
  trouble.expect(/on purpose/);
});
