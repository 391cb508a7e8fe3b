export { isWithheldHeader } from './api-schemas.js';
export type { ApiConfig, ApiMethod } from './api-config.js';
export {
  AppConfig,
  type ContentSources,
  type EntraConfig,
  type EntraCredential,
  type RedisConfig,
} from './app-config.js';
export { ConfigModule } from './config.module.js';
export { ConfigurationError } from './configuration-error.js';
export { configFromEnvironment } from './environment.js';
export { personalTenantId } from './frontend-checks.js';
export { Frontends, type Frontend, type OfFrontend } from './frontend.js';
export { loadConfig } from './load-config.js';
export { cloudOfAuthority } from './microsoft-clouds.js';
export { isPermission, ownPermissions, type AccountType, type Permission } from './permissions.js';
export { graphResource, resourceOf, scopeName, shortScope } from './scopes.js';
export { WatchedFile } from './watched-file.js';
