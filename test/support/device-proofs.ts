import type { DeviceProofs, LiveSession, SessionWatch } from '../../src/session/index.js';

/** For tests of what has nothing to do with devices: no session is bound. */
export const noProofs = {
  isMissing: () => false,
  require: (session: LiveSession) => Promise.resolve(session),
} as unknown as DeviceProofs;

/** Every session goes on for ever. */
export const endlessSessions = { watch: () => () => undefined } as unknown as SessionWatch;

/** For tests of what is refused: every session is bound to a device that has not proved itself. */
export const missingProofs = { isMissing: () => true } as unknown as DeviceProofs;
