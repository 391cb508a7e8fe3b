import type { FastifyRequest } from 'fastify';
import { errorPage } from '../pages/index.js';
import type { Answer } from '../answer.js';
import { returnError } from './authorize-answer.js';
import { readAuthorizeRequest } from './authorize-request.js';
import { newTrace } from './entra-error.js';
import type { Endpoint, Strike } from './fault-point.js';
import { formOf, lenientQueryOf, type Parameters, queryOf, segmentOf } from './parameters.js';
import { begin, goOn } from './sign-in-flow.js';
import type { EntraWorld } from './world.js';

/** The authorize endpoint takes requests by GET or POST, and the forms of its own pages. */
export function authorizeEndpoint(world: EntraWorld): Endpoint {
  return {
    point: 'authorize',
    facts: (request) => ({ tenant: segmentOf(request), ...lenientQueryOf(request) }),
    refuse: (error) => errorPage(error, newTrace(world.clock.now())),
    answer: (request, strike) => {
      const form = request.method === 'POST' ? formOf(request) : {};
      if (form['ctx'] !== undefined) {
        return goOn(world, request, form);
      }
      return start(world, request, request.method === 'POST' ? form : queryOf(request), strike);
    },
  };
}

async function start(world: EntraWorld, request: FastifyRequest, given: Parameters, strike: Strike): Promise<Answer> {
  const reading = readAuthorizeRequest(world, segmentOf(request), given);
  if (reading.kind === 'page') {
    throw reading.error;
  }
  if (reading.kind === 'redirect') {
    return returnError(world, reading.returnAddress, reading.error);
  }
  if (strike.refusal !== undefined) {
    return returnError(world, reading.request.returnAddress, strike.refusal);
  }
  return begin(world, request, reading.request, 'sign_in');
}
