export { ApiExcludeController, ApiTags, applyDescriptions, describe } from './api-description.js';
export { AuditLog, type AuditUser } from './audit-log.js';
export { Clock, distanceMs, SystemClock } from './clock.js';
export { CommonModule } from './common.module.js';
export { withoutHidden } from './hidden-characters.js';
export { Logger, type LogLevel } from './logger.js';
export {
  httpClientLabels,
  httpPeerOf,
  Metrics,
  NoMetrics,
  type CounterLabels,
  type DeviceRefusal,
  type GaugeName,
  type HttpPeer,
  type TimingLabels,
  type UnreadableItem,
} from './metrics.js';
export { networksOf, type NetworkWidth } from './networks.js';
export { Operation, type OperationDescription } from './operation.js';
export { ownCopy } from './own-copy.js';
export { problemCodes, type ProblemCode } from './problem-codes.js';
export { Problem, type SchemaIssue } from './problem.js';
export { fingerprint, hasFingerprint, randomId } from './random-id.js';
export {
  currentRequestContext,
  currentTraceId,
  newSpanId,
  runInRequestContext,
  traceIdOf,
  type RequestContext,
} from './request-context.js';
export {
  policyOf,
  type AddressBudget,
  type AnswerKind,
  type BodyKind,
  type BodyPolicy,
  type Budget,
  type InFlight,
  type RoutePolicy,
} from './route-policy.js';
export { defaultRetryAfterSeconds, retryAfterSeconds } from './retry-after.js';
export { Secret } from './secret.js';
export { Traces } from './traces.js';
export { isPublicAddress, mayBeAskedByHttps, mayBePublicHost, publicLookup } from './public-addresses.js';
