export { AppConfig, type EntraCredential, type RedisConfig } from './app-config.js';
export { ConfigModule } from './config.module.js';
export { ConfigurationError } from './configuration-error.js';
export { configFromEnvironment } from './environment.js';
export { loadConfig, personalTenantId } from './load-config.js';
export { isPermission, permissions, scopesOf, type Permission } from './permissions.js';
export { WatchedFile } from './watched-file.js';
