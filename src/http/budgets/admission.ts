import type { FastifyRequest } from 'fastify';

import { networksOf, policyOf, Problem, type InFlight, type Metrics, type RoutePolicy } from '../../common/index.js';
import { loginUrl, type DeviceProofs, type RequestSessions } from '../../session/index.js';
import { bareAddress, clientAddress, isLoopback } from '../client-address.js';
import { sendProblem } from '../problem.filter.js';
import type { Step } from '../step.js';
import { bodyBytes, freeBodyBytes, inFlight } from './figures.js';
import { onceAnswered } from './once-answered.js';
import { overBudget, Shares, type Holder } from './shares.js';

/** What a request takes until the response: bytes of a body, or a permit of its kind. */
interface Cost {
  readonly bytes: number;
  readonly kind: InFlight | undefined;
}

/**
 * Nest's guards run once the body is read and buffered. So the budget of a request is decided here, before: a body is
 * read only for an active session, or for an anonymous client whose networks do not have too much in flight already.
 * Over budget is 429, or 503 when all together have too much; nothing was read then, and the others continue.
 */
export function admitRequest(sessions: RequestSessions, proofs: DeviceProofs, metrics: Metrics): Step {
  const bodies = new Shares();
  const permits = new Shares();
  return (request, reply, next) => {
    const policy = policyOf(request);
    const cost = policy === undefined ? undefined : costOf(policy, request);
    if (policy === undefined || cost === undefined) {
      next();
      return;
    }
    payerOf(policy, request, sessions, proofs).then((payer) => {
      if (payer === undefined) {
        sendProblem(reply, new Problem('login_required', { members: { loginUrl } }));
        return;
      }
      const acquired = [
        bodies.tryAcquire(bodyHolders(payer, request), cost.bytes),
        ...(cost.kind === undefined ? [] : [permits.tryAcquire(permitHolders(payer, cost.kind), 1)]),
      ];
      const release = (): void => {
        acquired.forEach((result) => {
          if ('release' in result) {
            result.release();
          }
        });
      };
      const refused = acquired.find((result) => 'exhausted' in result);
      if (refused !== undefined && 'exhausted' in refused) {
        release();
        metrics.count('bff_budget_refusals_total', { budget: cost.kind ?? 'bodies', holder: refused.exhausted.kind });
        sendProblem(reply, overBudget(refused.exhausted));
        return;
      }
      onceAnswered(request, reply, release);
      if (!reply.raw.destroyed) {
        next();
      }
    }, next);
  };
}

/** Undefined for requests that cost next to nothing. */
function costOf({ body, inFlight: kind }: RoutePolicy, { headers }: FastifyRequest): Cost | undefined {
  const isStreamed = body.kinds.includes('stream');
  const said = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : body.limitBytes;
  // A body whose stated length is too long for its route is refused unread.
  const bytes = isStreamed || said > body.limitBytes ? 0 : said;
  const hasBody = isStreamed ? said > 0 : bytes > freeBodyBytes;
  return hasBody || kind !== undefined ? { bytes, kind } : undefined;
}

type Payer = { readonly userTag: string } | 'anonymous';

/**
 * Undefined for an anonymous client where the route permits none.
 * @throws Problem `device_proof_required`
 */
async function payerOf(
  { access }: RoutePolicy,
  request: FastifyRequest,
  sessions: RequestSessions,
  proofs: DeviceProofs,
): Promise<Payer | undefined> {
  if (access !== 'session') {
    return 'anonymous';
  }
  const session = await sessions.find(request);
  return session && (await proofs.require(session, request)).reference;
}

function bodyHolders(payer: Payer, request: FastifyRequest): readonly Holder[] {
  const all: Holder = { name: 'all', kind: 'process', most: bodyBytes.process };
  if (payer !== 'anonymous') {
    return [{ name: `user ${payer.userTag}`, kind: 'user', most: bodyBytes.user }, all];
  }
  const address = clientAddress(request);
  // Behind a proxy that TRUSTED_PROXIES does not name all clients are one address and can't be distinguished.
  const networks = address === undefined || isLoopback(bareAddress(request.ip)) ? [] : networksOf(address);
  return [
    ...networks.map(({ width, name }): Holder => ({ name, kind: 'network', most: bodyBytes[width] })),
    { name: 'anonymous', kind: 'process', most: bodyBytes.anonymous },
    all,
  ];
}

function permitHolders(payer: Payer, kind: InFlight): readonly Holder[] {
  const most = inFlight[kind];
  return [
    ...(payer === 'anonymous' ? [] : [{ name: `${kind} ${payer.userTag}`, kind: 'user', most: most.user } as const]),
    { name: kind, kind: 'process', most: most.process },
  ];
}
