// An identity provider that others wrote (npm oidc-provider), set up as Mobile ID is: one confidential client with
// client_secret_post, answers by form_post, and the name in the ID token.
//
// It lives at 127.0.0.1 while Passerelle is at localhost: two sites for a browser, as in life, so that its form_post
// arrives without our cookies.
import { readForm, showPage, startProvider } from './provider.js';

const CLIENT_ID = 'passerelle';
const CLIENT_SECRET = 'a secret that only this test knows';

const CONFIGURATION = {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      // The real ones are told later, see `acceptsCallback`.
      redirect_uris: ['http://localhost/nobody'],
    },
  ],
  clientAuthMethods: ['client_secret_post'],
  scopes: ['openid', 'profile', 'phone', 'mid_profile'],
  claims: { openid: ['sub'], profile: ['name'], phone: ['phone_number'], mid_profile: ['name', 'mid_profile'] },
  // Mobile ID puts the claims of a scope into the ID token, although there is an access token to ask with.
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  cookies: { keys: ['only for tests'] },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  features: { devInteractions: { enabled: false } },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  findAccount: (_context, name) => account(name),
};

/** Starts the provider on a free port. */
export function startMobileId() {
  const known = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, scope: 'openid mid_profile' };
  return startProvider(CONFIGURATION, interact, known);
}

/** Whoever types a name has it; the subject is made from it, so that the same name is the same person. */
function account(name) {
  const subject = `mid-${Buffer.from(name).toString('hex')}`;
  return {
    accountId: name,
    claims: () => ({ sub: subject, name, phone_number: '+41791234567', mid_profile: 'test' }),
  };
}

/** The page that stands in for the phone: it asks for a name, and takes any. */
async function interact(provider, request, response) {
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    showPage(response, PAGE);
    return;
  }
  const form = await readForm(request);
  const name = form.get('name')?.trim();
  const result =
    prompt.name === 'login' && name && form.get('answer') === 'approve'
      ? { login: { accountId: name } }
      : { error: 'access_denied', error_description: 'The person said no on the phone.' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const PAGE = `<!doctype html>
<html lang="en">
<head><title>Mobile ID (test)</title><link rel="icon" href="data:,"></head>
<body>
<main>
<h1>Mobile ID</h1>
<form method="post">
<label>Name <input name="name" autocomplete="off" autofocus></label>
<button name="answer" value="approve">Sign in</button>
<button name="answer" value="deny">Cancel</button>
</form>
</main>
</body>
</html>
`;

async function text(request) {
  let whole = '';
  for await (const part of request) whole += part;
  return whole;
}
