import { isTrustedProxy } from './client-address.js';
import type { Step } from './step.js';

/** Only a trusted proxy knows the client's country: from any other sender the header is the client's own claim. */
export function dropUntrusted(header: string, trustedProxies: readonly string[]): Step {
  const isTrusted = isTrustedProxy(trustedProxies);
  return ({ raw }, _reply, next) => {
    if (!isTrusted(raw.socket.remoteAddress ?? '')) {
      Reflect.deleteProperty(raw.headers, header);
    }
    next();
  };
}
