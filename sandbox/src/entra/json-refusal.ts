import { type Answer, jsonAnswer } from '../answer.js';
import { type EntraError, errorEnvelope, newTrace } from './entra-error.js';
import { type EntraWorld } from './world.js';

/** How the endpoints refuse that programs ask for metadata. */
export function jsonRefusal(world: EntraWorld, error: EntraError): Answer {
  return jsonAnswer(error.status, errorEnvelope(error, newTrace(world.clock.now()), world.authorityOrigin()));
}
