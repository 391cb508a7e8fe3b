export { AuthModule } from './auth.module.js';
export {
  AuthorizationCodeReceivedContext,
  AuthorizationCodeReceivedHandler,
  type RedeemedAccount,
} from './code-received.js';
export { GrantedPermissions, type PermissionState } from './granted-permissions.js';
export { InteractionRequiredFilter } from './interaction-required.filter.js';
export { PermissionList } from './permission-list.js';
export { permissionsSchema, sessionStateSchema } from './schemas.js';
export { stateOf } from './session-state.js';
export { refusedSignIn, SignInFailure } from './sign-in-failure.js';
