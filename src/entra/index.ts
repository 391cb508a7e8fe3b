export { FetchFailure, readText } from './bounded-fetch.js';
export { EntraAuthorities } from './entra-authorities.js';
export { EntraAuthority, type SigningKey } from './entra-authority.js';
export { EntraModule } from './entra.module.js';
export { isOwnIssuer } from './own-issuer.js';
export { entraRefusalOf, loggedRefusal, type EntraRefusal } from './entra-refusal.js';
export {
  refreshRefusalOf,
  registrationFaultOn,
  signInAnswerOf,
  unknownNumbersOf,
  type RefreshRefusal,
} from './refusal-answers.js';
