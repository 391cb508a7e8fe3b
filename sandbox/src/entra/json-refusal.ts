import { type Answer, jsonAnswer } from '../answer.js';
import { type EntraError, errorEnvelope, newTrace } from './entra-error.js';
import { type EntraContext } from './entra-context.js';

/** The refusal of the metadata endpoints, which programs call. */
export function jsonRefusal(entra: EntraContext, error: EntraError): Answer {
  return jsonAnswer(error.status, errorEnvelope(error, newTrace(entra.clock.now()), entra.authorityOrigin()));
}
