import type { AppConfig, Frontend } from '../config/index.js';
import { failure, ok, warning, type Finding } from './finding.js';

const timeLimitMs = 5_000;

/** Cookies, proxy and Graph: what is between a browser, this service and the mail. */
export async function environmentFindings(config: AppConfig): Promise<Finding[]> {
  return [...settingsFindings(config), await graphFinding(config)];
}

/** What is the frontend's own of it. */
export async function originFindings(config: AppConfig, { origin }: Frontend): Promise<Finding[]> {
  return [deviceFinding(config, origin), await originFinding(origin)];
}

/** Top-level domain alone, or an address: browsers bind sessions to a device for a registrable domain only. */
const unregistrable = /^(?:[^.]+|[\d.]+|\[.*\]|.*\.localhost)$/;

function deviceFinding({ deviceBinding: { isOn, proofSeconds } }: AppConfig, origin: string): Finding {
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'https:') {
    return warning('device', 'sessions are bound to no device: PUBLIC_URL is http', 'Use https where people work.');
  }
  if (!isOn) {
    return warning('device', 'sessions are bound to no device: DEVICE_BINDING is off', 'Set DEVICE_BINDING=on.');
  }
  if (unregistrable.test(hostname)) {
    return warning('device', `browsers bind no session for ${hostname}`, 'Use a name below a registrable domain.');
  }
  return proofSeconds < 180
    ? warning('device', 'proofs below 180 s: Chromium may stop signing', 'Raise DEVICE_PROOF_SECONDS.')
    : ok('device', 'sessions are bound to the device where the browser can do that');
}

function settingsFindings(config: AppConfig): Finding[] {
  const { isProduction, frontends, trustedProxies } = config;
  const isPublic = frontends.first.origin.startsWith('https:');
  const findings = [
    isProduction
      ? ok('mode', 'production')
      : warning('mode', 'not production', 'Set NODE_ENV=production where people work with it.'),
    isPublic
      ? ok('cookies', 'PUBLIC_URL is https: cookies and HSTS hold')
      : warning('cookies', 'PUBLIC_URL is http, which browsers allow on loopback only', 'Use https elsewhere.'),
  ];
  return isPublic && trustedProxies.length === 0
    ? [
        ...findings,
        warning(
          'proxy',
          'no proxy is trusted, so that all clients look like one address',
          'Set TRUSTED_PROXIES to the addresses of your proxy, and nothing wider.',
        ),
      ]
    : findings;
}

/** Requested from here; whether a browser reaches it is another question. */
async function originFinding(publicUrl: string): Promise<Finding> {
  const answer = await get(`${publicUrl}/health/live`);
  if (answer === undefined) {
    return warning('proxy', `${publicUrl} does not answer from here`, 'Start the service, or check DNS and the proxy.');
  }
  const isOurs = answer.ok && answer.headers.get('x-content-type-options') === 'nosniff';
  return isOurs
    ? ok('proxy', `${publicUrl} leads to the service, with its headers`)
    : failure(
        'proxy',
        `${publicUrl} leads elsewhere, or headers get lost`,
        'Check the proxy: it must pass all headers.',
      );
}

/** Without a token Graph answers 401, which is sufficient here. */
async function graphFinding({ graphBaseUrl }: AppConfig): Promise<Finding> {
  const answer = await get(`${graphBaseUrl}/me`);
  return answer?.status === 401
    ? ok('graph', `${graphBaseUrl} answers`)
    : failure(
        'graph',
        `${graphBaseUrl} ${answer === undefined ? 'does not answer' : `answers ${answer.status}`}`,
        'Check GRAPH_BASE_URL (with its version) and the way out.',
      );
}

async function get(url: string): Promise<Response | undefined> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeLimitMs) }).catch(() => undefined);
}
