export { AppConfig, type EntraCredential, type RedisConfig } from './app-config.js';
export { ConfigModule } from './config.module.js';
export { configFromEnvironment } from './environment.js';
export { ConfigurationError, loadConfig } from './load-config.js';
export { isPermission, permissions, scopesOf, type Permission } from './permissions.js';
