export * from './access-token-claims.js';
export * from './access-tokens.js';
export * from './codes.js';
export * from './device-codes.js';
export * from './id-token.js';
export * from './refresh-tokens.js';
export * from './signing-keys.js';
export * from './subject.js';
