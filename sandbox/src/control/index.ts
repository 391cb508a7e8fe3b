export { amended } from './amended.js';
export * from './faults.js';
export * from './gates.js';
export * from './recorded-answers.js';
export * from './request-log.js';
