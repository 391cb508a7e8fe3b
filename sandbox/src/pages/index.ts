export * from './consent-pages.js';
export * from './device-pages.js';
export { html, type Html, when } from './html.js';
export { page } from './layout.js';
export * from './message-pages.js';
export * from './sign-in-pages.js';
