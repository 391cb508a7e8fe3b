import { Global, Module } from '@nestjs/common';

import { ActiveSessions } from './active-sessions.js';
import { EntraSessionIndex } from './entra-session-index.js';
import { PageNotifications } from './page-notifications.js';
import { RequestSessions } from './request-sessions.js';
import { SessionIndex } from './session-index.js';
import { SessionStore } from './session-store.js';
import { StoredSessions } from './stored-sessions.js';

@Global()
@Module({
  providers: [
    ActiveSessions,
    EntraSessionIndex,
    PageNotifications,
    RequestSessions,
    SessionIndex,
    SessionStore,
    StoredSessions,
  ],
  exports: [ActiveSessions, PageNotifications, RequestSessions, SessionStore],
})
export class SessionModule {}
