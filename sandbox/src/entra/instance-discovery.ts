import { type Answer, jsonAnswer } from '../answer.js';
import { openToAll } from './cross-origin.js';
import { missingParameter } from './entra-error.js';
import { type Endpoint } from './fault-point.js';
import { jsonRefusal } from './json-refusal.js';
import { queryOf } from './parameters.js';
import { type EntraContext } from './entra-context.js';

/** Lists, for a client library, the host names of one cloud and the address of its metadata. */
export function instanceDiscoveryEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'discovery',
    facts: () => ({ tenant: 'instance' }),
    refuse: (error) => jsonRefusal(entra, error),
    answer: (request, { refusal }): Answer => {
      if (refusal !== undefined) {
        throw refusal;
      }
      const endpoint = queryOf(request)['authorization_endpoint'];
      if (endpoint === undefined) {
        throw missingParameter('authorization_endpoint');
      }
      const segment = URL.canParse(endpoint) ? (new URL(endpoint).pathname.split('/')[1] ?? 'common') : 'common';
      const { host } = new URL(entra.authorityOrigin());
      const known = {
        tenant_discovery_endpoint: `${entra.authorityOrigin()}/${segment}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
      };
      return jsonAnswer(200, known, openToAll);
    },
  };
}
