export * from './consent-pages.js';
export * from './device-pages.js';
export * from './message-pages.js';
export * from './sign-in-pages.js';
