export { parseAdminArguments, UsageError } from './admin-arguments.js';
export { runAdmin } from './run-admin.js';
