export { KEYS_DEFECTS, METADATA_DEFECTS } from './metadata-defects.js';
export { BrowserSessions } from './browser-sessions.js';
export { authorityRoutes, pageRoutes } from './routes.js';
export { TOKEN_DEFECTS } from './token-defects.js';
export type { EntraWorld } from './world.js';
