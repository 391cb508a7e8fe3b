/** The public API of the package: the service in another Nest application (packages/service/README.md). */
export { Logger, Problem, type LogLevel, type ProblemCode } from '../common/index.js';
export { AppConfig, ConfigurationError, configFromEnvironment } from '../config/index.js';
export { DownstreamAnswer, DownstreamApi, type DownstreamRequest } from '../downstream/index.js';
export { BffAdapter, closeOnSignal, json, jsonOrText, Route, stream } from '../http/index.js';
export { Readiness } from '../health/index.js';
export {
  CurrentSession,
  InteractionRequired,
  SignInRequired,
  type InteractionReason,
  type LiveSession,
  type SessionUser,
} from '../session/index.js';
export { BffModule, type BffFeature, type BffOptions } from './bff.module.js';
export { RequiresPermission } from './requires-permission.decorator.js';
