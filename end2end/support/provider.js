// What the providers of the specs have in common: npm oidc-provider on a free port of 127.0.0.1, another site for a
// browser than Passerelle's localhost, and nobody asked for consent.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

/** A running provider. Made by `startProvider`. */
class Running {
  #server;
  #callbacks;

  constructor(issuer, server, callbacks) {
    this.issuer = issuer;
    this.port = server.address().port;
    this.#server = server;
    this.#callbacks = callbacks;
  }

  /** What an administrator types into the console. */
  get metadataUrl() {
    return `${this.issuer}/.well-known/openid-configuration`;
  }

  /** The host and port that Passerelle must be allowed to fetch from. */
  get host() {
    return new URL(this.issuer).host;
  }

  /** Registers an address to which it may answer. */
  acceptsCallback(uri) {
    this.#callbacks.add(uri);
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/**
 * Starts one. `interact` answers its page; `known` is what a spec types into the console. With `outside` it stands
 * behind TLS, and is known by that issuer.
 */
export async function startProvider(configuration, interact, known, outside) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = outside ?? `http://127.0.0.1:${server.address().port}`;
  const provider = quietly(() => new Provider(issuer, { ...configuration, loadExistingGrant }));
  provider.proxy = outside !== undefined;
  const callbacks = new Set();
  provider.Client.prototype.redirectUriAllowed = (uri) => callbacks.has(uri);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (outside) request.headers['x-forwarded-proto'] = 'https';
    if (request.url.startsWith('/interaction/')) {
      interact(provider, request, response).catch((error) => {
        response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error.message));
      });
    } else {
      answer(request, response);
    }
  });
  return Object.assign(new Running(issuer, server, callbacks), known);
}

async function loadExistingGrant(context) {
  const { provider, client, session, params } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  await grant.save();
  return grant;
}

/** The page, without script. */
export function showPage(response, page) {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  });
  response.end(page);
}

/** The fields of a posted form. */
export async function readForm(request) {
  let whole = '';
  for await (const part of request) whole += part;
  return new URLSearchParams(whole);
}

/** The library warns on the console about keys made for development, which is what they are here. */
function quietly(make) {
  const { warn, info } = console;
  console.warn = console.info = () => {};
  try {
    return make();
  } finally {
    Object.assign(console, { warn, info });
  }
}
