import { Global, Module } from '@nestjs/common';

import { AccessTokens } from './access-tokens.js';
import { MsalAccessTokens } from './msal-access-tokens.js';
import { MsalClients } from './msal-client.js';
import { MsalCodeRedeemer } from './msal-code-redeemer.js';
import { MsalGrantedPermissions } from './msal-granted-permissions.js';
import { RefusedScopes } from './refused-scopes.js';
import { RefreshCoordinator } from './refresh-coordinator.js';
import { TokenAcquirer } from './token-acquirer.js';
import { TokenPartitionStore } from './token-partition-store.js';

@Global()
@Module({
  providers: [
    MsalClients,
    TokenPartitionStore,
    TokenAcquirer,
    RefreshCoordinator,
    RefusedScopes,
    { provide: AccessTokens, useClass: MsalAccessTokens },
    MsalGrantedPermissions,
    MsalCodeRedeemer,
  ],
  exports: [AccessTokens, MsalGrantedPermissions, MsalCodeRedeemer],
})
export class TokensModule {}
