export { defaultStillReaderMs, ResponseRelay } from './response-relay.js';
export { TransportFailure, type TransportFailureKind } from './transport-failure.js';
