export * from './app-registration.js';
export { Consents } from './consents.js';
export { type Audience, type Membership, SeededDirectory } from './directory.js';
export * from './permissions.js';
export { type Lifetimes, Policies, userConsentPolicies, type UserConsentPolicy } from './policies.js';
export { contosoTenantId, fabrikamTenantId, personalTenantId, sandboxPassword } from './seed.js';
