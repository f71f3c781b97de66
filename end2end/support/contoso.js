// The second provider of the how-tos: npm oidc-provider as Contoso, which answers with a code or with an ID token, by
// query or by form_post. Like Mobile ID it lives at 127.0.0.1, another site than Passerelle's localhost.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const CLIENT_ID = 'contoso-client';
const CLIENT_SECRET = 'the secret that Contoso gave us';

const CONFIGURATION = {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'implicit'],
      response_types: ['code', 'id_token'],
      // The real ones are told later, see `acceptsCallback`.
      redirect_uris: ['https://nobody.example/callback'],
    },
  ],
  clientAuthMethods: ['client_secret_post'],
  responseTypes: ['code', 'id_token'],
  scopes: ['openid', 'profile', 'email'],
  claims: { openid: ['sub'], profile: ['name', 'given_name', 'family_name'], email: ['email'] },
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  cookies: { keys: ['only for tests'] },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  features: { devInteractions: { enabled: false } },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  findAccount: (_context, email) => account(email),
  async loadExistingGrant(context) {
    const { provider, client, session, params } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
};

/** A running provider. Made by `startContoso`. */
class Contoso {
  clientId = CLIENT_ID;
  clientSecret = CLIENT_SECRET;
  #server;
  #callbacks;

  constructor(issuer, server, callbacks) {
    this.issuer = issuer;
    this.#server = server;
    this.#callbacks = callbacks;
  }

  /** What an administrator types into the console. */
  get metadataUrl() {
    return `${this.issuer}/.well-known/openid-configuration`;
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

/** Starts the provider on a free port. */
export async function startContoso() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = quietly(() => new Provider(issuer, CONFIGURATION));
  const callbacks = new Set();
  provider.Client.prototype.redirectUriAllowed = (uri) => callbacks.has(uri);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url.startsWith('/interaction/')) {
      interact(provider, request, response).catch((error) => {
        response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error.message));
      });
    } else {
      answer(request, response);
    }
  });
  return new Contoso(issuer, server, callbacks);
}

function account(email) {
  const [given] = email.split('@');
  return {
    accountId: email,
    claims: () => ({
      sub: `contoso-${Buffer.from(email).toString('hex')}`,
      name: `${given} of Contoso`,
      given_name: given,
      family_name: 'Contoso',
      email,
    }),
  };
}

async function interact(provider, request, response) {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    });
    response.end(PAGE);
    return;
  }
  let whole = '';
  for await (const part of request) whole += part;
  const email = new URLSearchParams(whole).get('email')?.trim();
  const result = email ? { login: { accountId: email } } : { error: 'access_denied' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const PAGE = `<!doctype html>
<html lang="en">
<head><title>Contoso (test)</title><link rel="icon" href="data:,"></head>
<body>
<main>
<h1>Contoso</h1>
<form method="post">
<label>Email <input name="email" type="email" autocomplete="off"></label>
<button>Sign in</button>
</form>
</main>
</body>
</html>
`;

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
