import { Logger, SystemClock } from '../common/index.js';
import type { AppConfig, Frontend } from '../config/index.js';
import { EntraAuthority, FetchFailure, registrationFaultOn } from '../entra/index.js';
import { secondsToExpiry } from '../telemetry/index.js';
import { probeCredential } from '../tokens/index.js';
import { failure, ok, warning, type Finding } from './finding.js';

const timeLimitMs = 5_000;
const daySeconds = 86_400;
const fewDays = 30;
const mostSkewSeconds = 60;

/** Discovery, clock, credential, and the authorize endpoint's response to our redirect URIs. */
export async function entraFindings(config: AppConfig, frontend: Frontend): Promise<Finding[]> {
  const clock = new SystemClock();
  const authority = new EntraAuthority(frontend.entra, clock, new Logger('silent'));
  let reason = '';
  const metadata = await authority.metadata().catch((error: unknown) => {
    reason = reasonOf(error);
    return undefined;
  });
  if (metadata === undefined) {
    return [
      failure(
        'discovery',
        `no usable document at ${authority.url}/v2.0/.well-known/openid-configuration${reason}`,
        'Check ENTRA_TENANT and ENTRA_AUTHORITY_HOST, DNS, the way out, and the CAs (NODE_EXTRA_CA_CERTS).',
      ),
      ...certificateFindings(frontend),
    ];
  }
  return [
    ok('discovery', `issuer ${metadata.issuer}`),
    await clockFinding(authority.url),
    ...certificateFindings(frontend),
    await credentialFinding(frontend, authority, clock),
    ...(await Promise.all(
      ['/auth/callback', '/auth/admin-consent/callback'].map((path) =>
        redirectFinding(config, frontend, { endpoint: metadata.authorizationEndpoint, path }),
      ),
    )),
  ];
}

function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof FetchFailure ? `: ${cause.message}` : '';
}

async function clockFinding(authorityUrl: string): Promise<Finding> {
  const answer = await get(`${authorityUrl}/v2.0/.well-known/openid-configuration`);
  const date = Date.parse(answer?.headers.get('date') ?? '');
  if (Number.isNaN(date)) {
    return warning('clock', 'the authority does not tell the time', 'Make sure that NTP runs on this machine.');
  }
  const skew = Math.round(Math.abs(Date.now() - date) / 1000);
  return skew <= mostSkewSeconds
    ? ok('clock', `differs from the authority's by ${skew} s`)
    : failure('clock', `differs from the authority's by ${skew} s`, 'Run NTP; tokens are refused for their times.');
}

function certificateFindings({ entra: { credential } }: Frontend): Finding[] {
  if (credential.kind === 'secret') {
    return [
      warning(
        'expiry',
        'the expiry of a client secret cannot be seen from here',
        'Note its date from the app registration, or use a certificate or workload identity.',
      ),
    ];
  }
  if (credential.kind === 'federated') {
    return [];
  }
  const days = Math.floor(secondsToExpiry(credential.file) / daySeconds);
  if (Number.isNaN(days)) {
    return [failure('expiry', 'the certificate cannot be read', 'ENTRA_CLIENT_CERTIFICATE_FILE needs key and chain.')];
  }
  const text = days < 0 ? 'the certificate has expired' : `the certificate expires in ${days} days`;
  const cure = 'Upload a new certificate to the app registration, then replace the file.';
  return [
    days < 0 ? failure('expiry', text, cure) : days < fewDays ? warning('expiry', text, cure) : ok('expiry', text),
  ];
}

async function credentialFinding(frontend: Frontend, authority: EntraAuthority, clock: SystemClock): Promise<Finding> {
  const verdict = await probeCredential(frontend, authority, clock);
  switch (verdict.kind) {
    case 'accepted':
      return ok('credential', 'the token endpoint believes the client credential');
    case 'refused':
      return failure(
        'credential',
        `the token endpoint says ${[verdict.error, ...verdict.numbers.map((number) => `AADSTS${number}`)].join(' ')}`,
        'Check ENTRA_CLIENT_ID and the credential: the value of the secret and not its id, not expired, of this app.',
      );
    case 'unclear':
      return warning('credential', `could not be told: ${verdict.reason}`, 'Check the way to the token endpoint.');
  }
}

/** With `prompt=none` and nobody signed in, Entra redirects a correct app back with an error. */
async function redirectFinding(
  config: AppConfig,
  { origin, entra }: Frontend,
  { endpoint, path }: { readonly endpoint: string; readonly path: string },
): Promise<Finding> {
  const redirectUri = `${origin}${path}`;
  const url = new URL(endpoint);
  const query = {
    client_id: entra.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: `openid profile offline_access ${config.permissions.scopesOf(entra.initialPermissions).join(' ')}`,
    prompt: 'none',
    state: 'doctor',
    nonce: 'doctor',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  Object.entries(query).forEach(([name, value]) => {
    url.searchParams.set(name, value);
  });
  const answer = await get(url.href);
  const location = answer?.headers.get('location') ?? '';
  if (location.startsWith(`${redirectUri}?`)) {
    const error = new URL(location).searchParams.get('error') ?? '';
    return error === 'invalid_scope' || error === 'unauthorized_client' || error === 'invalid_request'
      ? failure(
          'scopes',
          `the authorize endpoint says ${error}`,
          'Check ENTRA_INITIAL_PERMISSIONS and the account types.',
        )
      : ok('redirect', `${redirectUri} is registered`);
  }
  switch (registrationFaultOn((await answer?.text().catch(() => '')) ?? '')) {
    case 'redirect URI':
      return failure('redirect', `${redirectUri} is not registered`, 'Add it as a Web redirect URI; check PUBLIC_URL.');
    case 'application':
      return failure('redirect', 'the tenant does not know the app', 'Check ENTRA_CLIENT_ID and ENTRA_TENANT.');
    case undefined:
      return warning('redirect', `${redirectUri} could not be checked from here`, 'Sign in once with a browser.');
  }
}

async function get(url: string): Promise<Response | undefined> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeLimitMs) }).catch(() => undefined);
}
