import { Global, Module } from '@nestjs/common';

import { ActiveSessions } from './active-sessions.js';
import { BindingNotice } from './device-binding/binding-notice.js';
import { DeviceBindings } from './device-binding/device-bindings.js';
import { DeviceCookies } from './device-binding/device-cookie.js';
import { DeviceProofs } from './device-binding/device-proofs.js';
import { EntraSessionIndex } from './entra-session-index.js';
import { ForeignBrowsers } from './foreign-browsers.js';
import { FreshSignIn } from './fresh-sign-in.js';
import { PageNotifications } from './page-notifications.js';
import { RequestSessions } from './request-sessions.js';
import { SessionAnnouncer } from './session-announcer.js';
import { SessionIndex } from './session-index.js';
import { SessionStore } from './session-store.js';
import { SessionWatch } from './session-watch.js';
import { StoredSessions } from './stored-sessions.js';
import { UserSessions } from './user-sessions.js';
import { UserTags } from './user-tags.js';

@Global()
@Module({
  providers: [
    ActiveSessions,
    BindingNotice,
    DeviceBindings,
    DeviceCookies,
    DeviceProofs,
    EntraSessionIndex,
    ForeignBrowsers,
    FreshSignIn,
    PageNotifications,
    RequestSessions,
    SessionAnnouncer,
    SessionIndex,
    SessionStore,
    SessionWatch,
    StoredSessions,
    UserSessions,
    UserTags,
  ],
  exports: [
    ActiveSessions,
    DeviceBindings,
    DeviceCookies,
    DeviceProofs,
    ForeignBrowsers,
    FreshSignIn,
    PageNotifications,
    RequestSessions,
    SessionStore,
    SessionWatch,
    UserSessions,
    UserTags,
  ],
})
export class SessionModule {}
