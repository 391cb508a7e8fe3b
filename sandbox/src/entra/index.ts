export { keysDefects, metadataDefects } from './metadata-defects.js';
export { BrowserSessions } from './browser-sessions.js';
export { authorityRoutes, pageRoutes } from './routes.js';
export { tokenDefects } from './token-defects.js';
export type { EntraContext } from './entra-context.js';
