export { closeConnectionsOnShutdown } from './closing-connections.js';
export { compressAnswers } from './compression.js';
export { limitAuthBodies, refuseAnonymousBodies } from './early-refusal.js';
export { EventLoopPressure } from './event-loop-pressure.js';
export { EventStream } from './event-stream.js';
export {
  BffAdapter,
  refuseUnreadable,
  registerHttpRules,
  requestId,
  timeRequests,
  traceRequests,
} from './http-rules.js';
export { HttpModule } from './http.module.js';
export { ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
export { takeOver } from './raw-response.js';
export { RequestValidationPipe } from './request-validation.pipe.js';
export { closeOnSignal } from './shutdown.js';
export { serveWeb } from './static-app.js';
export { throttleRequests } from './throttling.js';
