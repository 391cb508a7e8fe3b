export * from './conditions.js';
export { graphPlugin } from './graph-plugin.js';
export type { GraphControl, IncomingMail, MessageContent, MessageSummary } from './graph-control.js';
