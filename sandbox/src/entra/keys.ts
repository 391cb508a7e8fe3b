import type { JWK } from 'jose';
import { personalTenantId } from '../directory/index.js';
import { publicJwk } from '../tokens/index.js';
import { type Answer, jsonAnswer } from '../answer.js';
import { openToAll } from './cross-origin.js';
import { tenantNotFound } from './entra-error.js';
import { type Endpoint } from './fault-point.js';
import { jsonRefusal } from './json-refusal.js';
import { brokenMetadata } from './metadata-defects.js';
import { segmentOf } from './parameters.js';
import { type EntraContext, issuerOf } from './entra-context.js';

/** `/common` publishes both kinds of keys; the member `issuer` says which tenants each may sign for. */
function keySet(entra: EntraContext, segment: string): readonly JWK[] {
  const audience = entra.directory.findAudience(segment);
  if (audience === undefined) {
    throw tenantNotFound(segment);
  }
  const work = (tid: string): JWK[] => entra.keys.work.published.map((key) => publicJwk(key, issuerOf(entra, tid)));
  const personal = entra.keys.personal.published.map((key) => publicJwk(key, issuerOf(entra, personalTenantId)));
  switch (audience.kind) {
    case 'common':
      return [...work('{tenantid}'), ...personal];
    case 'organizations':
      return work('{tenantid}');
    case 'consumers':
      return personal;
    case 'tenant':
      return work(audience.tenant.tid);
  }
}

export function keysEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'keys',
    facts: (request) => ({ tenant: segmentOf(request) }),
    refuse: (error) => jsonRefusal(entra, error),
    answer: (request, { defects, refusal }): Answer => {
      if (refusal !== undefined) {
        throw refusal;
      }
      const keys = keySet(entra, segmentOf(request));
      const broken = brokenMetadata(defects);
      if (broken !== undefined) {
        return broken;
      }
      const headers = { ...openToAll, 'cache-control': 'max-age=86400, private' };
      if (defects.has('no_keys')) {
        return jsonAnswer(200, { keys: [] }, headers);
      }
      if (defects.has('no_issuer')) {
        return jsonAnswer(200, { keys: keys.map((key) => ({ ...key, issuer: undefined })) }, headers);
      }
      return jsonAnswer(200, { keys }, headers);
    },
  };
}
