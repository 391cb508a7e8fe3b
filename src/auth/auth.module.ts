import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';

import { AdminApprovals } from './admin-approvals.js';
import { AdminConsent } from './admin-consent.js';
import { AuthEventStreams } from './auth-event-streams.js';
import { AuthEventsController } from './auth-events.controller.js';
import { BrowserIdentity } from './browser-identity.js';
import { AuthorizationCodeReceivedHandler } from './code-received.js';
import { DeviceController } from './device.controller.js';
import { GrantedPermissions } from './granted-permissions.js';
import { IdTokenValidator } from './id-token-validator.js';
import { InteractionRequiredFilter } from './interaction-required.filter.js';
import { InteractionStore } from './interaction-store.js';
import { OidcStrategy } from './oidc.strategy.js';
import { PermissionList } from './permission-list.js';
import { PermissionsController } from './permissions.controller.js';
import { RoundTrip } from './round-trip.js';
import { SessionController } from './session.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';
import { SignOutController } from './sign-out.controller.js';
import { TransactionStore } from './transaction-store.js';
import { WaitingTabs } from './waiting-tabs.js';

/** What other modules do for the sign-in module. */
export interface AuthBindings {
  /** Redeems received codes. */
  readonly codeReceivedHandler: Type<AuthorizationCodeReceivedHandler>;
  readonly grantedPermissions: Type<GrantedPermissions>;
}

@Module({})
export class AuthModule {
  static with({ codeReceivedHandler, grantedPermissions }: AuthBindings): DynamicModule {
    return {
      module: AuthModule,
      imports: [PassportModule],
      controllers: [
        SignInController,
        SessionController,
        PermissionsController,
        SignOutController,
        AuthEventsController,
        DeviceController,
      ],
      exports: [InteractionRequiredFilter, PermissionList],
      providers: [
        AdminApprovals,
        AdminConsent,
        AuthEventStreams,
        BrowserIdentity,
        IdTokenValidator,
        InteractionStore,
        OidcStrategy,
        PermissionList,
        RoundTrip,
        SignInService,
        TransactionStore,
        WaitingTabs,
        { provide: AuthorizationCodeReceivedHandler, useExisting: codeReceivedHandler },
        { provide: GrantedPermissions, useExisting: grantedPermissions },
        InteractionRequiredFilter,
      ],
    };
  }
}
