import type { DeviceProofs, LiveSession, SessionWatch } from '../../src/session/index.js';

/** For tests without devices: no session is bound. */
export const noProofs = {
  isMissing: () => false,
  require: (session: LiveSession) => Promise.resolve(session),
} as unknown as DeviceProofs;

/** No session ends. */
export const endlessSessions = { watch: () => () => undefined } as unknown as SessionWatch;

/** For tests of refusals: every session is bound to an unproved device. */
export const missingProofs = { isMissing: () => true } as unknown as DeviceProofs;
