export { claimsOf } from './claims-challenge.js';
export { AccessTokens, type AccessToken } from './access-tokens.js';
export { probeAppToken, type AppTokenVerdict } from './app-token-probe.js';
export { probeCredential } from './credential-probe.js';
export { MsalCodeRedeemer } from './msal-code-redeemer.js';
export { MsalGrantedPermissions } from './msal-granted-permissions.js';
export { TokensModule } from './tokens.module.js';
