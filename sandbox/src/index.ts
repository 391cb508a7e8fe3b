export {
  type AppRegistration,
  type AppRole,
  contosoTenantId,
  type ExposedScope,
  fabrikamTenantId,
  type FederatedCredential,
  type Lifetimes,
  ordersResourceUri,
  personalTenantId,
  readRegistrations,
  type RegistrationInput,
  type RoleAssignment,
  sampleRegistrations,
  sandboxPassword,
  type UserConsentPolicy,
} from './directory/index.js';
export { openCertificateAuthority } from './certificates/index.js';
export type { SandboxOptions } from './options.js';
export { type Sandbox, startSandbox } from './start-sandbox.js';
export type { NewUser, SandboxControl } from './sandbox-control.js';
export type { Gate, RecordedAnswer, RequestFilter } from './control/index.js';
export type { GraphControl, IncomingMail, MessageContent, MessageSummary } from './graph/index.js';
export type { Fault, FaultAction, RecordedRequest, SandboxGroup, SandboxTenant, SandboxUser } from './model.js';
