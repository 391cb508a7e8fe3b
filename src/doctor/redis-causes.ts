import { failure, type Finding } from './finding.js';

interface Cause {
  readonly sign: RegExp;
  readonly text: string;
  readonly cure: string;
}

const names =
  'REDIS_USERNAME and REDIS_PASSWORD (for Sentinels themselves REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD)';

/**
 * The symptoms of a wrong configuration, from the most to the least specific: codes of Node and OpenSSL, words of
 * Redis.
 */
const causes: readonly Cause[] = [
  {
    sign: /ERR_TLS_CERT_ALTNAME_INVALID/,
    text: 'has a certificate for another name than the one that is asked for',
    cure: 'Set REDIS_TLS_SERVERNAME to the name in the certificate; managed ones announce addresses.',
  },
  {
    sign: /SELF_SIGNED_CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE/,
    text: 'has a certificate of a CA that is not trusted here',
    cure: 'Name the CA by REDIS_CA_FILE.',
  },
  {
    sign: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    text: 'has a certificate that is not valid now',
    cure: 'Renew it, and look at the clocks.',
  },
  {
    sign: /EPROTO|wrong version number|packet length too long|before secure TLS connection/i,
    text: 'does not speak TLS on this port, or not as we do',
    cure: 'Use redis:// or REDIS_TLS=false there, or the port that speaks TLS.',
  },
  {
    sign: /WRONGPASS/,
    text: 'does not know this user with this password',
    cure: `Check ${names}.`,
  },
  { sign: /NOAUTH/, text: 'asks for a password', cure: `Set ${names}.` },
  {
    sign: /without any password configured/,
    text: 'has no password for its default user',
    cure: 'Set REDIS_USERNAME to the user that the password is of, or leave the password out.',
  },
  {
    sign: /NOPERM|can't run this command|can't access/,
    text: 'does not let its user do what is needed',
    cure: 'Give the user the rights that docs/operations.md lists ("Rights of the Redis user").',
  },
  {
    sign: /cluster support disabled/i,
    text: 'is no Cluster',
    cure: 'Use REDIS_URL instead of REDIS_CLUSTER_NODES.',
  },
  {
    sign: /^MOVED|\bMOVED \d/,
    text: 'is a node of a Cluster',
    cure: 'Use REDIS_CLUSTER_NODES instead of REDIS_URL.',
  },
  { sign: /CLUSTERDOWN/, text: 'is a Cluster that is down', cure: 'Repair it: every slot needs a master.' },
  {
    sign: /READONLY/,
    text: 'is a replica and takes no writes',
    cure: 'Name the master, or REDIS_SENTINELS.',
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN/,
    text: 'has a name that is not known here',
    cure: 'Check the host in the configuration, and DNS.',
  },
  {
    sign: /ECONNREFUSED/,
    text: 'takes no connections at this address',
    cure: 'Check host and port, and that it runs.',
  },
  {
    sign: /ECONNRESET|Connection is closed|socket hang up/,
    text: 'closes the connection at once',
    cure: 'A port that speaks TLS does so to whom speaks none: use rediss:// or REDIS_TLS=true.',
  },
];

/** The cause of a failed connection in the configuration. Never the password: Redis' own words do not repeat it. */
export function causeOf(errors: readonly unknown[]): Finding {
  const words = errors.flatMap(wordsOf);
  const found = causes.find(({ sign }) => words.some((word) => sign.test(word)));
  if (found !== undefined) {
    const command = words.map((word) => /'([\w|]+)' command/.exec(word)?.[1]).find((name) => name !== undefined);
    const detail = found.sign.test('NOPERM') && command !== undefined ? ` (${command})` : '';
    return failure('redis', `${found.text}${detail}`, found.cure);
  }
  const [first = 'no answer'] = words;
  return failure(
    'redis',
    `cannot be used: ${first.split(' ', 8).join(' ')}`,
    'Check the address, TLS (rediss, REDIS_CA_FILE), user and password.',
  );
}

/** Code and message of an error and of its causes; ioredis puts the error of a Cluster's node into `lastNodeError`. */
function wordsOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) {
    return [];
  }
  const { code, message, cause, lastNodeError } = error as Readonly<Record<string, unknown>>;
  return [
    ...wordsOf(lastNodeError),
    ...wordsOf(cause),
    [code, message].filter((word) => typeof word === 'string').join(' '),
  ];
}
