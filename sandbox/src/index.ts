export {
  contosoTenantId,
  fabrikamTenantId,
  ordersResourceUri,
  personalTenantId,
  sandboxPassword,
} from './directory/index.js';
export type { SandboxOptions } from './options.js';
export { type Sandbox, startSandbox } from './start-sandbox.js';
export type { SandboxControl } from './sandbox-control.js';
export type { RecordedAnswer } from './control/index.js';
export type { Fault, FaultAction, RecordedRequest } from './model.js';
