export { FetchFailure, readText } from './bounded-fetch.js';
export { EntraAuthority, type SigningKey } from './entra-authority.js';
export { EntraModule } from './entra.module.js';
