import { Operation, type OperationDescription, type ProblemCode } from '../common/index.js';

/** The problems of every route that calls Graph. */
const graphProblems: readonly ProblemCode[] = [
  'login_required',
  'consent_required',
  'admin_consent_required',
  'step_up_required',
  'forbidden',
  'invalid_request',
  'mailbox_unavailable',
  'graph_error',
  'identity_provider_unavailable',
  'graph_unavailable',
  'graph_timeout',
];

/** Documents a route that calls Graph. */
export function GraphOperation({ problems = [], ...description }: OperationDescription): MethodDecorator {
  return Operation({ ...description, problems: [...graphProblems, ...problems] });
}
