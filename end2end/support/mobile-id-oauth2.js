// Mobile ID as its how-to for custom policies has it: OAuth 2.0, with the endpoints that the claims provider names, on
// the hosts that it names, by a certificate of a test authority; the person's claims come from the userinfo endpoint.
import { freePort } from './loopback.js';
import { readForm, showPage, startProvider } from './provider.js';
import { makeCertificate, startTls } from './tls.js';

const HOSTS = ['m.mobileid.ch', 'openid.mobileid.ch'];
const CLIENT_ID = '00001111-aaaa-2222-bbbb-3333cccc4444';
const CLIENT_SECRET = 'the secret that Mobile ID gave us';

const CONFIGURATION = {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      // The real ones are told later, see `acceptsCallback`.
      redirect_uris: ['https://nobody.example/callback'],
    },
  ],
  clientAuthMethods: ['client_secret_post'],
  routes: { authorization: '/oidc/authorize', token: '/token', userinfo: '/userinfo' },
  scopes: ['openid', 'profile', 'phone', 'mid_profile'],
  // In the userinfo alone: the engine has to ask for them.
  claims: { openid: ['sub'], profile: ['name'], phone: ['phone_number'], mid_profile: ['name'] },
  pkce: { required: () => false },
  cookies: { keys: ['only for tests'] },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  features: { devInteractions: { enabled: false } },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  findAccount: (_context, subject) => ({
    accountId: subject,
    claims: () => ({ sub: subject, name: nameOf(subject), phone_number: '+41791234567' }),
  }),
};

// Told apart: what the person is called, and the id that the provider has for them.
const subjectOf = (name) => `mid-${Buffer.from(name).toString('hex')}`;
const nameOf = (subject) => Buffer.from(subject.slice(4), 'hex').toString();

/** Starts it. `connectTo` are options of `passerelle serve`, `hostRules` one of Chromium: both lead its hosts here. */
export async function startMobileIdOauth2() {
  const certificate = await makeCertificate(HOSTS);
  const port = await freePort();
  const provider = await startProvider(CONFIGURATION, interact, { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }, 'https://openid.mobileid.ch');
  const close = await startTls(certificate, port, provider.port);
  return Object.assign(provider, {
    subjectOf,
    args: [
      ...HOSTS.flatMap((host) => ['--connect-to', `${host}:443:127.0.0.1:${port}`]),
      '--allow-upstream', '127.0.0.1', '--extra-ca', certificate.authority,
    ],
    hostRules: HOSTS.map((host) => `MAP ${host}:443 127.0.0.1:${port}`).join(','),
    async end() {
      await close();
      await provider.stop();
      await certificate.forget();
    },
  });
}

async function interact(provider, request, response) {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    showPage(response, PAGE);
    return;
  }
  const name = (await readForm(request)).get('name')?.trim();
  const result = name ? { login: { accountId: subjectOf(name) } } : { error: 'access_denied' };
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
<button>Sign in</button>
</form>
</main>
</body>
</html>
`;
