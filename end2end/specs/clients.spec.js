// Clients that others wrote sign in, refresh and sign out against us: npm openid-client and @azure/msal-browser.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import * as oidc from 'openid-client';
import { expect, test } from '../support/fixtures.js';

const POLICY = 'b2c_1_signupsignin1';
const MSAL = new URL('../node_modules/@azure/msal-browser/lib/msal-browser.min.js', import.meta.url);

/** An application at `http://localhost:PORT/`: keeps what is sent to `/cb`, serves the page of MSAL at `/`. */
async function startApplication() {
  const received = [];
  let page = '';
  const server = createServer(async (request, response) => {
    if (request.url.startsWith('/msal.js')) {
      response.setHeader('content-type', 'text/javascript');
      return response.end(await readFile(MSAL));
    }
    if (request.url.startsWith('/cb')) {
      let body = '';
      for await (const chunk of request) body += chunk;
      received.push({ url: request.url, method: request.method, body });
    }
    response.setHeader('content-type', 'text/html');
    return response.end(request.url.startsWith('/cb') ? '<!DOCTYPE html><title>back</title><h1>Back</h1>' : page);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${server.address().port}`;
  return {
    origin,
    callback: `${origin}/cb`,
    received,
    serve: (html) => (page = html),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Registers a single-page application in the console; gives its client id. */
async function register(page, passerelle, redirectUri) {
  await page.goto(passerelle.firstSignIn);
  await page.waitForURL(/\/console\//);
  await page.goto(`${passerelle.url}/console/fabrikam/app-registrations/new`);
  await page.getByLabel('Name', { exact: false }).first().fill('client of others');
  await page.getByLabel('Platform').selectOption({ label: 'Single-page application (SPA)' });
  await page.getByRole('textbox', { name: 'Redirect URI' }).fill(redirectUri);
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await page.getByRole('button', { name: 'Register' }).click();
  await page.waitForURL(/\/app-registrations\/[0-9a-f-]{36}/);
  return /app-registrations\/([0-9a-f-]{36})/.exec(page.url())[1];
}

/** The pages of the demo: the provider's button, then the phone. */
async function signIn(page) {
  await page.locator('.accountButton').first().click();
  await page.getByLabel('Mobile number').fill('+41 79 123 45 67');
  await page.getByRole('button', { name: 'Continue' }).click();
}

const application = test.extend({
  app: async ({}, use) => {
    const app = await startApplication();
    await use(app);
    await app.stop();
  },
});

application.describe('openid-client', () => {
  application.use({ serve: { demo: true } });

  application('signs in with a code, refreshes, reads userinfo and signs out', async ({ page, passerelle, app }) => {
    const clientId = await register(page, passerelle, app.callback);
    const tenant = `${passerelle.url}/fabrikam.onmicrosoft.com/${POLICY}/v2.0/.well-known/openid-configuration`;
    const { issuer } = await (await fetch(tenant)).json();
    const options = { execute: [oidc.allowInsecureRequests] };
    const discover = () => oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), options);

    for (const mode of ['query', 'form_post', 'hybrid']) {
      const config = await discover();
      if (mode === 'hybrid') oidc.useCodeIdTokenResponseType(config);
      const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: app.callback,
        scope: 'openid offline_access',
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
        prompt: 'login',
        ...(mode === 'form_post' ? { response_mode: 'form_post' } : {}),
      });
      app.received.length = 0;
      await page.goto(url.href);
      await signIn(page);
      await page.getByRole('heading', { name: 'Back' }).waitFor();
      const [{ method, body, url: target }] = app.received;
      const answer =
        mode === 'form_post'
          ? new Request(app.callback, {
              method,
              body,
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
            })
          : new URL(mode === 'hybrid' ? page.url() : new URL(target, app.origin).href);
      const tokens = await oidc.authorizationCodeGrant(config, answer, {
        pkceCodeVerifier,
        expectedState,
        expectedNonce,
      });
      const claims = tokens.claims();
      expect(claims.tfp.toLowerCase(), mode).toBe(POLICY);
      const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
      expect(info.name).toBe(claims.name);

      const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
      expect(refreshed.claims().sub).toBe(claims.sub);
      expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);

      const out = oidc.buildEndSessionUrl(config, {
        id_token_hint: refreshed.id_token,
        post_logout_redirect_uri: app.callback,
        state: 'out',
      });
      await page.goto(out.href);
      await page.waitForURL(`${app.callback}?state=out`);
    }
  });
});

application.describe('MSAL', () => {
  // MSAL takes https authorities only; the authority is one of the test.
  application.use({ serve: { demo: true, tls: true }, ignoreHTTPSErrors: true });

  application('signs in at a B2C authority, refreshes and signs out', async ({ page, passerelle, app }) => {
    const clientId = await register(page, passerelle, `${app.origin}/`);
    const authority = `${passerelle.url}/fabrikam.onmicrosoft.com/${POLICY}/`;
    const settings = {
      auth: {
        clientId,
        authority,
        knownAuthorities: [new URL(passerelle.url).host],
        redirectUri: `${app.origin}/`,
        postLogoutRedirectUri: `${app.origin}/`,
      },
    };
    app.serve(`<!DOCTYPE html><title>app</title><link rel="icon" href="data:,"><script src="/msal.js"></script><script>
      window.app = new msal.PublicClientApplication(${JSON.stringify(settings)});
      window.ready = app.initialize().then(() => app.handleRedirectPromise());
    </script><h1>Application</h1>`);

    await page.goto(`${app.origin}/`);
    const login = () =>
      page.evaluate(async () => {
        await window.ready;
        // Not waited for: the page is left for the sign-in.
        void window.app.loginRedirect({ scopes: ['openid', 'offline_access'] });
      });
    await login();
    await signIn(page);
    await page.waitForURL(`${app.origin}/**`);
    const account = await page.evaluate(async () => {
      const result = await window.ready;
      window.app.setActiveAccount(result.account);
      const { homeAccountId, environment, idTokenClaims } = result.account;
      return { homeAccountId, environment, idTokenClaims, scopes: result.scopes };
    });
    expect(account.idTokenClaims.tfp.toLowerCase()).toBe(POLICY);
    expect(account.homeAccountId).toMatch(new RegExp(`^[0-9a-f-]{36}-${POLICY}\\.[0-9a-f-]{36}$`));

    const silent = await page.evaluate(async (id) => {
      const account = window.app.getAllAccounts()[0];
      const result = await window.app.acquireTokenSilent({ account, scopes: [id], forceRefresh: true });
      return { fromCache: result.fromCache, token: result.accessToken, sub: result.idTokenClaims.sub };
    }, clientId);
    expect(silent.fromCache).toBe(false);
    expect(silent.token.split('.')).toHaveLength(3);
    expect(silent.sub).toBe(account.idTokenClaims.sub);

    const left = page.waitForRequest(/\/oauth2\/v2\.0\/logout/);
    const back = page.waitForRequest((request) => request.isNavigationRequest() && request.url().startsWith(app.origin));
    await page.evaluate(async () => {
      const account = window.app.getAllAccounts()[0];
      void window.app.logoutRedirect({ account, idTokenHint: account.idToken });
    });
    await left;
    await back;
    await page.waitForURL(`${app.origin}/**`);
    // Signed out here too: the next sign-in asks.
    const accounts = () => page.evaluate(() => window.ready.then(() => window.app.getAllAccounts().length)).catch(() => -1);
    await expect.poll(accounts).toBe(0);
    await login();
    await expect(page.locator('.accountButton').first()).toBeVisible();
  });
});
