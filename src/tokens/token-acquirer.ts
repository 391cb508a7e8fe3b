import { Injectable } from '@nestjs/common';

import { Clock, Logger, Metrics, Problem } from '../common/index.js';
import { heldToken, isUsable, type HeldToken } from './access-token-memo.js';
import { MsalClients } from './msal-client.js';
import { msalErrorFacts, refusalOf, type Refusal } from './msal-error.js';
import { PartitionCachePlugin, PartitionGone } from './partition-cache-plugin.js';
import { TokenEndpointClient } from './token-endpoint-client.js';
import { TokenPartitionStore, type PartitionOwner } from './token-partition-store.js';
import { accessTokenIn, soleAccountOf, type TokenPartition } from './token-partition.js';

export type Acquisition =
  | { readonly kind: 'token'; readonly held: HeldToken }
  /** Not in the cache, and the token endpoint was not to be asked. */
  | { readonly kind: 'not_cached'; readonly version: string }
  /** There is no partition: the user has signed out, or it was never written. */
  | { readonly kind: 'gone' }
  | Refused;

/** Entra's word on the tokens that were in that version of the partition. */
export type Refused = Refusal & { readonly version: string };

export interface AcquisitionRequest {
  readonly owner: PartitionOwner;
  readonly scopes: readonly string[];
  readonly from: 'cache' | 'endpoint';
  /** Ask even when the cache has a token, e.g. shortly before it expires. */
  readonly isForced?: boolean;
  /** JSON of a claims challenge. */
  readonly claims?: string;
}

/** One silent acquisition by MSAL on one partition. */
@Injectable()
export class TokenAcquirer {
  constructor(
    private readonly clients: MsalClients,
    private readonly partitions: TokenPartitionStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** @throws Problem `identity_provider_unavailable`, `session_store_unavailable` */
  async acquire(request: AcquisitionRequest): Promise<Acquisition> {
    const partition = await this.partitions.read(request.owner);
    const account = partition && soleAccountOf(partition.cache, request.owner.userId);
    if (partition === undefined || account === undefined) {
      return { kind: 'gone' };
    }
    const network = new TokenEndpointClient(request.from === 'endpoint', this.metrics);
    const plugin = new PartitionCachePlugin(this.partitions, request.owner, partition);
    const client = await this.clients.create(network, plugin);
    try {
      const result = await client.acquireTokenSilent({
        account: { ...account, username: '', localAccountId: '' },
        scopes: [...request.scopes],
        forceRefresh: request.isForced ?? false,
        ...(request.claims === undefined ? {} : { claims: request.claims }),
      });
      this.#count(request.from === 'cache' ? 'cache' : 'refresh');
      return { kind: 'token', held: heldToken(result, plugin.version, this.clock.now()) };
    } catch (error) {
      if (network.outcome.kind === 'withheld') {
        return this.#inItsLastMinutes(partition, request.scopes) ?? { kind: 'not_cached', version: partition.version };
      }
      return this.#meaningOf(error, network, plugin.version);
    }
  }

  /** Good for now, and due to be renewed. */
  #inItsLastMinutes({ cache, version }: TokenPartition, scopes: readonly string[]): Acquisition | undefined {
    const token = accessTokenIn(cache, scopes);
    const held = token && { ...heldToken(token, version, this.clock.now()), refreshAt: 0 };
    if (held === undefined || !isUsable(held, this.clock.now())) {
      return undefined;
    }
    this.#count('cache');
    return { kind: 'token', held };
  }

  #count(source: 'cache' | 'refresh' | 'refused'): void {
    this.metrics.count('bff_token_acquisitions_total', { source });
  }

  #meaningOf(error: unknown, { outcome }: TokenEndpointClient, version: string): Acquisition {
    if (error instanceof PartitionGone) {
      return { kind: 'gone' };
    }
    if (error instanceof Problem) {
      throw error;
    }
    const facts = msalErrorFacts(error);
    if (outcome.kind === 'failed' || facts === undefined || isTransient(outcome)) {
      const cause = outcome.kind === 'failed' ? outcome.cause : error;
      throw Problem.unavailable('identity_provider_unavailable', cause, retryAfterOf(outcome));
    }
    if (outcome.kind === 'not_called' && facts.error !== 'no_tokens_found') {
      throw error;
    }
    const refusal = refusalOf(facts);
    this.#count('refused');
    const { error: code, suberror, numbers, correlationId } = facts;
    this.logger.warning({ refusal: refusal.kind, error: code, suberror, numbers, correlationId }, 'token refused');
    return { ...refusal, version };
  }
}

function isTransient(outcome: TokenEndpointClient['outcome']): boolean {
  return outcome.kind === 'answered' && (outcome.status >= 500 || outcome.status === 429 || outcome.status === 200);
}

/** Entra's own word, or soon. */
function retryAfterOf(outcome: TokenEndpointClient['outcome']): number {
  return (outcome.kind === 'answered' || outcome.kind === 'failed' ? outcome.retryAfterSeconds : undefined) ?? 1;
}
