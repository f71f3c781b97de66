// Tokens of each kind, made by npm jose (which comes with oidc-provider), each with a text that occurs nowhere else.
import { createHash, randomUUID } from 'node:crypto';
import * as jose from 'jose';

export const ISSUER = 'https://issuer.example';

/** Claims that are good now, with a mark to look for. */
export function claims(more = {}) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    sub: `canary-${randomUUID()}`,
    aud: 'testapp1',
    exp: now + 3600,
    iat: now,
    nonce: 'n-0S6',
    ...more,
  };
}

const SIGNATURES = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'HS256', 'HS384', 'HS512',
];

/** One signed token per algorithm, with the key to check it. */
export async function signedTokens() {
  const made = [];
  for (const alg of SIGNATURES) {
    if (alg.startsWith('HS')) {
      const secret = new Uint8Array(Number(alg.slice(2)) / 8).map((_, index) => index * 7 + 1);
      const token = await new jose.SignJWT(claims()).setProtectedHeader({ alg }).sign(secret);
      made.push({ alg, token, key: { kty: 'oct', k: jose.base64url.encode(secret) } });
      continue;
    }
    const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
    const token = await new jose.SignJWT(claims()).setProtectedHeader({ alg, kid: alg }).sign(privateKey);
    made.push({ alg, token, key: { ...(await jose.exportJWK(publicKey)), kid: alg } });
  }
  return made;
}

const CONTENT = ['A128GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512'];
const BITS = { A128GCM: 128, A256GCM: 256, 'A128CBC-HS256': 256, 'A256CBC-HS512': 512 };

/** One encrypted token per pair of algorithms that a browser can decrypt, with the key to open it. */
export async function encryptedTokens() {
  const made = [];
  const add = async (alg, enc, key, jwk) => {
    const token = await new jose.EncryptJWT(claims()).setProtectedHeader({ alg, enc }).encrypt(key);
    made.push({ alg, enc, token, key: jwk });
  };
  const random = (bits) => crypto.getRandomValues(new Uint8Array(bits / 8));
  for (const alg of ['RSA-OAEP', 'RSA-OAEP-256']) {
    const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
    for (const enc of CONTENT) await add(alg, enc, publicKey, await jose.exportJWK(privateKey));
  }
  for (const crv of ['P-256', 'P-384', 'P-521', 'X25519']) {
    const { privateKey, publicKey } = await jose.generateKeyPair('ECDH-ES', { crv, extractable: true });
    for (const alg of ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']) {
      for (const enc of CONTENT) await add(alg, enc, publicKey, await jose.exportJWK(privateKey));
    }
  }
  for (const enc of CONTENT) {
    for (const [alg, bits] of [['A128KW', 128], ['A256KW', 256], ['dir', BITS[enc]]]) {
      const secret = random(bits);
      await add(alg, enc, secret, { kty: 'oct', k: jose.base64url.encode(secret) });
    }
  }
  return made;
}

/** A token of each kind that arrives somewhere, with the key that opens or checks it. */
export async function tokensOfEachKind() {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256', { extractable: true });
  const key = await jose.exportJWK(publicKey);
  const sign = (payload, typ) =>
    new jose.SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...(typ && { typ }) }).sign(privateKey);
  const disclosure = jose.base64url.encode(JSON.stringify(['salt', 'given_name', `canary-${randomUUID()}`]));
  const digest = createHash('sha256').update(disclosure).digest('base64url');
  const encrypted = await encryptedTokens();
  const idToken = await sign(claims());
  return [
    { kind: 'ID token', token: idToken, key },
    { kind: 'Access token', token: await sign(claims({ scope: 'read', nonce: undefined }), 'at+jwt'), key },
    {
      kind: 'Logout token',
      token: await sign(
        { ...claims({ nonce: undefined, jti: randomUUID() }), events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
        'logout+jwt',
      ),
      key,
    },
    { kind: 'DPoP proof', token: await sign({ jti: randomUUID(), htm: 'GET', htu: 'https://a.example', iat: 1 }, 'dpop+jwt'), key },
    { kind: 'Client assertion', token: await sign(claims({ iss: 'client-1', sub: 'client-1', nonce: undefined })), key },
    { kind: 'JSON Web Token', token: new jose.UnsecuredJWT({ canary: randomUUID() }).encode(), key },
    { kind: 'Token with selective disclosure', token: `${await sign(claims({ _sd: [digest] }), 'dc+sd-jwt')}~${disclosure}~`, key },
    { kind: 'Encrypted token', token: encrypted[0].token, key: encrypted[0].key },
    { kind: 'Opaque token or code', token: `opaque-${randomUUID()}${randomUUID()}` },
  ];
}

/** The pieces of a token that must not be seen anywhere else: each part, and a piece of each. */
export function pieces(token) {
  const parts = token.split(/[.~]/).filter((part) => part.length > 24);
  return parts.flatMap((part) => [part, part.slice(Math.floor(part.length / 2), Math.floor(part.length / 2) + 24)]);
}

/** A key set server that browsers may ask, played by the test: no request leaves the machine. */
export async function playIssuer(page, keys, { cors = true } = {}) {
  const asked = [];
  const headers = { 'access-control-allow-origin': '*' };
  await page.context().route(`${ISSUER}/**`, async (route) => {
    const url = route.request().url();
    asked.push(url);
    // What a script sees of an answer without CORS headers; the browser's watcher would add them to a made-up one.
    if (!cors) return route.abort('failed');
    const body = url.endsWith('openid-configuration') ? { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` } : { keys };
    await route.fulfill({ headers, json: body });
  });
  return asked;
}
