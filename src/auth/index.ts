export {
  AuthorizationCodeReceivedHandler,
  type AuthorizationCodeReceivedContext,
  type RedeemedAccount,
} from './code-received.js';
export { authErrorCodeOf, SignInFailure } from './sign-in-failure.js';
export { GrantedPermissions, type PermissionState } from './granted-permissions.js';
export { AuthModule } from './auth.module.js';
export { InteractionRequiredFilter } from './interaction-required.filter.js';
