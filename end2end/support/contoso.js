// The second provider of the how-tos: npm oidc-provider as Contoso, which answers with a code or with an ID token, by
// query or by form_post. Like Mobile ID it lives at 127.0.0.1, another site than Passerelle's localhost.
import { readForm, showPage, startProvider } from './provider.js';

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
};

/** Starts the provider on a free port. */
export function startContoso() {
  return startProvider(CONFIGURATION, interact, { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
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
    showPage(response, PAGE);
    return;
  }
  const email = (await readForm(request)).get('email')?.trim();
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
