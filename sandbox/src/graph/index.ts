export { graphPlugin, type GraphPlugin } from './graph-plugin.js';
export type { Directory, GraphDeps } from './graph-deps.js';
export type { FolderSummary, GraphControl, IncomingMail, MessageSummary } from './graph-control.js';
export type { ThrottlingSettings } from './throttling.js';
export type { LifecycleEvent } from './subscription-registry.js';
