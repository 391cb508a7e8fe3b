import type { FastifyRequest } from 'fastify';
import { errorPage } from '../pages/index.js';
import type { Answer } from '../answer.js';
import { returnError } from './authorize-answer.js';
import { readAuthorizeRequest } from './authorize-request.js';
import { newTrace } from './entra-error.js';
import type { Endpoint, ScriptedEffects } from './fault-point.js';
import { formOf, lenientQueryOf, type Parameters, queryOf, segmentOf } from './parameters.js';
import { begin, continueSignIn } from './sign-in-flow.js';
import type { EntraContext } from './entra-context.js';

/** The authorize endpoint accepts requests by GET or POST, and the forms of its own pages. */
export function authorizeEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'authorize',
    facts: (request) => ({ tenant: segmentOf(request), ...lenientQueryOf(request) }),
    refuse: (error) => errorPage(error, newTrace(entra.clock.now())),
    answer: (request, effects) => {
      const form = request.method === 'POST' ? formOf(request) : {};
      if (form['ctx'] !== undefined) {
        return continueSignIn(entra, request, form);
      }
      return start(entra, request, request.method === 'POST' ? form : queryOf(request), effects);
    },
  };
}

async function start(
  entra: EntraContext,
  request: FastifyRequest,
  given: Parameters,
  effects: ScriptedEffects,
): Promise<Answer> {
  const reading = readAuthorizeRequest(entra, segmentOf(request), given);
  if (reading.kind === 'page') {
    throw reading.error;
  }
  if (reading.kind === 'redirect') {
    return returnError(entra, reading.returnAddress, reading.error);
  }
  if (effects.refusal !== undefined) {
    return returnError(entra, reading.request.returnAddress, effects.refusal);
  }
  return begin(entra, request, reading.request, 'sign_in');
}
