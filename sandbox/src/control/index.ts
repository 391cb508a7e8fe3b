export * from './faults.js';
export * from './gates.js';
export * from './request-log.js';
