import { Global, Module } from '@nestjs/common';

import { EntraSessionIndex } from './entra-session-index.js';
import { SessionStore } from './session-store.js';

@Global()
@Module({ providers: [EntraSessionIndex, SessionStore], exports: [SessionStore] })
export class SessionModule {}
