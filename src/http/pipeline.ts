import type { FastifyInstance } from 'fastify';

import type { AuditLog, Clock, Logger, Metrics, Traces } from '../common/index.js';
import type { AppConfig, Frontend } from '../config/index.js';
import type { RateLimits } from '../redis/index.js';
import type { DeviceProofs, RequestSessions } from '../session/index.js';
import { limitByAddress } from './address-limits.js';
import { sendAsOf } from './as-of.js';
import { admitRequest, UnreadAnswers, type BodyPace } from './budgets/index.js';
import { closeUnusedConnections, sendConnectionsElsewhere } from './closing-connections.js';
import { compressAnswers } from './compression.js';
import { answerConditionally } from './conditional-answers.js';
import { dropUntrusted } from './country-header.js';
import type { EventLoopPressure } from './event-loop-pressure.js';
import { selectFrontend } from './frontend-selection.js';
import { shedLoad } from './load-shedding.js';
import { beginContext, beginTrace, endTrace, logProblem, timeAnswer } from './observation.js';
import { auditRefusals } from './refusal-audit.js';
import { refuseForeignRequest, refuseUnknownRoute, setSecurityHeaders } from './request-policy.js';
import type { RouteTable } from './route-table.js';
import { headersOfNobody, securityHeaders } from './security-headers.js';
import type { ShutdownState } from './shutdown.js';
import type { Step } from './step.js';

export interface PipelineParts {
  readonly config: AppConfig;
  readonly routes: RouteTable;
  /** Of a custom SPA; undefined for the mail app. */
  readonly webRootOf: (frontend: Frontend) => string | undefined;
  readonly limits: RateLimits;
  readonly sessions: RequestSessions;
  readonly proofs: DeviceProofs;
  readonly pressure: EventLoopPressure;
  readonly pace: BodyPace;
  readonly readiness: Pick<ShutdownState, 'isShuttingDown'>;
  readonly metrics: Metrics;
  /** Undefined where no collector is configured. */
  readonly traces: Traces | undefined;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The steps of every request, in order. These are hooks of Fastify and not Nest's guards and interceptors. Those begin
 * when a route is found and its body is read; each of these must come before that or must see requests without a route.
 */
export function registerPipeline(fastify: FastifyInstance, parts: PipelineParts): void {
  sendConnectionsElsewhere(fastify, parts.readiness);
  for (const step of stepsBefore(parts)) {
    fastify.addHook('onRequest', step);
  }
  for (const step of stepsAfter(parts)) {
    fastify.addHook('onResponse', step);
  }
  sendAsOf(fastify, parts.clock);
  answerConditionally(fastify);
  compressAnswers(fastify);
  new UnreadAnswers(parts.sessions, parts.metrics).watch(fastify);
  closeUnusedConnections(fastify);
}

function stepsBefore({
  config,
  routes,
  webRootOf,
  limits,
  sessions,
  proofs,
  pressure,
  pace,
  metrics,
  traces,
}: PipelineParts): Step[] {
  const { frontends } = config;
  const headers = new Map(frontends.all.map((each) => [each, securityHeaders(each, webRootOf(each) === undefined)]));
  return [
    beginContext(frontends),
    ...(traces === undefined ? [] : [beginTrace(traces)]),
    ...(config.countryHeader === undefined ? [] : [dropUntrusted(config.countryHeader, config.trustedProxies)]),
    pace.step,
    ...(frontends.areByHost ? [selectFrontend(frontends, headersOfNobody(frontends))] : []),
    setSecurityHeaders(frontends, headers, routes),
    refuseForeignRequest(frontends, routes),
    refuseUnknownRoute(routes),
    shedLoad(pressure, metrics),
    limitByAddress(limits, metrics),
    admitRequest(sessions, proofs, metrics),
  ];
}

function stepsAfter({ config, metrics, traces, audit, logger }: PipelineParts): Step[] {
  return [
    ...(config.metricsPort === undefined ? [] : [timeAnswer(metrics, config.frontends)]),
    ...(traces === undefined ? [] : [endTrace(traces)]),
    auditRefusals(audit, config.frontends),
    logProblem(logger, config.frontends),
  ];
}
