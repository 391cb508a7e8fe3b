import { randomUUID } from 'node:crypto';

import { currentTraceId } from '../common/index.js';

/** Graph requires a GUID; the trace id is written as one, so that the two can be matched. */
export function clientRequestId(): string {
  const traceId = currentTraceId();
  return traceId === undefined ? randomUUID() : traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
