export * from './app-registration.js';
export { Consents } from './consents.js';
export { type Audience, type Membership, SeededDirectory } from './directory.js';
export * from './permissions.js';
export { type Lifetimes, Policies, USER_CONSENT_POLICIES, type UserConsentPolicy } from './policies.js';
export { CONTOSO_TENANT_ID, FABRIKAM_TENANT_ID, PERSONAL_TENANT_ID, SANDBOX_PASSWORD } from './seed.js';
