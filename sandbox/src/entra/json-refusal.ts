import { type Answer, jsonAnswer } from '../answer.js';
import { type EntraError, errorEnvelope, newTrace } from './entra-error.js';
import { type EntraContext } from './entra-context.js';

/** How the endpoints refuse that programs ask for metadata. */
export function jsonRefusal(entra: EntraContext, error: EntraError): Answer {
  return jsonAnswer(error.status, errorEnvelope(error, newTrace(entra.clock.now()), entra.authorityOrigin()));
}
