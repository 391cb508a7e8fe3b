export { DeferredSends, expandSendTime, type ScheduledMessage } from './deferred-sends.js';
export { ApiIdempotencyKey, IdempotencyKey } from './idempotency-key.js';
export { IdempotentRequests } from './idempotent-requests.js';
export { SendingModule } from './sending.module.js';
