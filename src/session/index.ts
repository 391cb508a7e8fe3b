export {
  browserMarkOf,
  browserOf,
  clearBrowserCookie,
  newBrowserId,
  setBrowserCookie,
  type Browser,
} from './browser-cookie.js';
export { isBound, isEnforced, unbound, type BoundDevice } from './device-binding/device-binding.js';
export { DeviceBindings, type DeviceAnswer } from './device-binding/device-bindings.js';
export { DeviceCookies, deviceCookieName, deviceCookieOptions } from './device-binding/device-cookie.js';
export {
  challengeHeader,
  headerText,
  instructionsFor,
  registrationHeader,
  type DeviceInstructions,
} from './device-binding/device-headers.js';
export { DeviceProofs } from './device-binding/device-proofs.js';
export { clientContextOf, type ClientContext } from './client-context.js';
export { CurrentSession, attachSession, attachedSession } from './current-session.decorator.js';
export { FreshSignIn } from './fresh-sign-in.js';
export { InteractionRequired, problemOfPart, SignInRequired, type InteractionReason } from './interaction-required.js';
export { PageNotifications } from './page-notifications.js';
export { RequestSessions } from './request-sessions.js';
export { sessionCookieName, sessionCookieOptions } from './session-cookie.js';
export { parseSessionEvent, sessionEventsChannel, type SessionEvent } from './session-events.js';
export { tokensPartitionKey, tokensVersionKey } from './session-keys.js';
export { SessionStore, type SessionOrigin } from './session-store.js';
export { TokensGone } from './tokens-gone.js';
export { SessionWatch } from './session-watch.js';
export { SessionGuard, loginUrl } from './session.guard.js';
export { SessionModule } from './session.module.js';
export { type LiveSession, type Session, type SessionReference, type SessionUser } from './session.js';
export { UserSessions, type TaggedUser } from './user-sessions.js';
export { UserTags } from './user-tags.js';
