export * from './conditions.js';
export { graphPlugin } from './graph-plugin.js';
export type { GraphControl } from './graph-control.js';
