import { isTrustedProxy } from './client-address.js';
import type { Step } from './step.js';

/** Only a trusted proxy knows the client's country: from anybody else the header is what the client wants to be told. */
export function dropUntrusted(header: string, trustedProxies: readonly string[]): Step {
  const isTrusted = isTrustedProxy(trustedProxies);
  return ({ raw }, _reply, next) => {
    if (!isTrusted(raw.socket.remoteAddress ?? '')) {
      Reflect.deleteProperty(raw.headers, header);
    }
    next();
  };
}
