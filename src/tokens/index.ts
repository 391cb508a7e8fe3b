export { AccessTokens, type AccessToken } from './access-tokens.js';
