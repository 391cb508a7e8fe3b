import { Injectable } from '@nestjs/common';

import { AuditLog, Clock, Logger, Metrics, Problem } from '../common/index.js';
import { scopeName, type Frontend } from '../config/index.js';
import {
  loggedRefusal,
  refreshRefusalOf,
  unknownNumbersOf,
  type EntraRefusal,
  type RefreshRefusal,
} from '../entra/index.js';
import { heldToken, isUsable, type HeldToken } from './access-token-memo.js';
import { MsalClients } from './msal-client.js';
import { msalErrorFacts } from './msal-error.js';
import { PartitionCachePlugin, PartitionGone } from './partition-cache-plugin.js';
import { TokenEndpointClient } from './token-endpoint-client.js';
import { TokenPartitionStore } from './token-partition-store.js';
import {
  accessTokenIn,
  answersWhatWasAsked,
  expectedOwnerIn,
  grantedScopesIn,
  soleAccountOf,
  type PartitionOwner,
  type TokenPartition,
} from './token-partition.js';

export type Acquisition =
  /** `isNewlyGranted`: no token of the user had these scopes before. */
  | { readonly kind: 'token'; readonly held: HeldToken; readonly isNewlyGranted?: boolean }
  /** Not in the cache, and calling the token endpoint was not permitted. */
  | { readonly kind: 'not_cached'; readonly version: string }
  /** There is no partition: the user has signed out, or it was never written. */
  | { readonly kind: 'gone' }
  | Refused;

/** Entra's refusal of the tokens in that version of the partition. */
export type Refused = Exclude<RefreshRefusal, { kind: 'wait' }> & {
  readonly version: string;
  /** Not Entra's refusal: its response was for another user, or there was no refresh token. */
  readonly isOwnWord?: boolean;
};

export interface AcquisitionRequest {
  /** The client id and credential of the request. */
  readonly frontend: Frontend;
  readonly owner: PartitionOwner;
  readonly scopes: readonly string[];
  readonly from: 'cache' | 'endpoint';
  /** Asks even when the cache has a token, e.g. shortly before it expires. */
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
    private readonly audit: AuditLog,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  /** @throws Problem `identity_provider_unavailable`, `session_store_unavailable` */
  async acquire(request: AcquisitionRequest): Promise<Acquisition> {
    const partition = await this.partitions.read(request.owner);
    const account = partition && soleAccountOf(partition.cache, request.owner);
    if (partition === undefined || account === undefined) {
      return { kind: 'gone' };
    }
    const { userId } = request.owner;
    const expected = expectedOwnerIn(partition.cache, userId);
    const network = new TokenEndpointClient(request.from === 'endpoint', this.metrics, expected);
    const plugin = new PartitionCachePlugin(this.partitions, request.owner, partition, this.logger);
    const client = await this.clients.create(request.frontend, network, plugin);
    try {
      const result = await client.acquireTokenSilent({
        account: { ...account, username: '', localAccountId: '' },
        scopes: [...request.scopes],
        forceRefresh: request.isForced ?? false,
        ...(request.claims === undefined ? {} : { claims: request.claims }),
      });
      if (!result.fromCache && result.account !== null && !isSame(result.account.homeAccountId, userId)) {
        return this.#foreignAnswer('the account that MSAL names', request.owner, plugin.version);
      }
      if (!result.fromCache && !answersWhatWasAsked(result.scopes, request.scopes)) {
        this.#count('refused');
        this.logger.warning({ scopes: result.scopes }, 'the token endpoint answered with fewer scopes than asked for');
        return { kind: 'consent_required', version: plugin.version };
      }
      this.#count(request.from === 'cache' ? 'cache' : 'refresh');
      return {
        kind: 'token',
        held: heldToken(result, plugin.version, this.clock.now()),
        isNewlyGranted: !result.fromCache && !isGranted(partition, request.scopes),
      };
    } catch (error) {
      if (network.outcome.kind === 'withheld') {
        return this.#inItsLastMinutes(partition, request.scopes) ?? { kind: 'not_cached', version: partition.version };
      }
      if (network.outcome.kind === 'stranger') {
        return this.#foreignAnswer(network.outcome.member, request.owner, plugin.version);
      }
      return this.#meaningOf(error, network, {
        version: plugin.version,
        isGranted: isGranted(partition, request.scopes),
      });
    }
  }

  /** Valid now, and due for renewal. */
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

  /**
   * Nothing of such a response is used. A grant that returns another user's tokens is not a grant of this user: it
   * ends.
   */
  #foreignAnswer(member: string, { userId }: PartitionOwner, version: string): Refused {
    const [oid = '', tid = ''] = userId.split('.');
    this.metrics.count('bff_token_acquisitions_total', { source: 'refused' });
    this.logger.failure({ member }, 'the token endpoint answered with the tokens of another user; not used');
    this.audit.record('tokens_of_another_user', { outcome: 'sign_in_required', user: { oid, tid }, member });
    return { kind: 'sign_in_required', version, isOwnWord: true };
  }

  #meaningOf(error: unknown, { outcome }: TokenEndpointClient, about: RefusedTokens): Acquisition {
    if (error instanceof PartitionGone) {
      return { kind: 'gone' };
    }
    if (error instanceof Problem) {
      throw error;
    }
    const facts = msalErrorFacts(error);
    switch (outcome.kind) {
      case 'failed':
        throw Problem.unavailable('identity_provider_unavailable', outcome.cause, outcome.retryAfterSeconds ?? 1);
      case 'answered':
        if (outcome.refusal !== undefined && outcome.status < 500) {
          return this.#refused(outcome.refusal, outcome, about);
        }
        throw Problem.unavailable('identity_provider_unavailable', error, outcome.retryAfterSeconds ?? 1);
      case 'not_called':
      case 'stranger':
      case 'withheld':
        if (facts?.error === noRefreshToken) {
          this.#count('refused');
          return { kind: 'sign_in_required', version: about.version, isOwnWord: true };
        }
        throw error;
    }
  }

  #refused(
    refusal: EntraRefusal,
    { status, retryAfterSeconds }: { readonly status: number; readonly retryAfterSeconds: number | undefined },
    { version, isGranted: wasGranted }: RefusedTokens,
  ): Refused {
    const meant = refreshRefusalOf(refusal, wasGranted);
    const meaning = status === 429 ? ({ kind: 'wait' } as const) : meant;
    const logged = { refusal: meaning.kind, ...loggedRefusal(refusal) };
    const unknownNumbers = unknownNumbersOf(refusal);
    if (unknownNumbers.length > 0) {
      this.metrics.count('bff_unknown_entra_errors_total', { at: 'refresh' });
      this.logger.failure({ ...logged, unknownNumbers }, 'Entra refused a token with a number that nobody here knows');
    } else {
      this.logger.warning(logged, 'token refused');
    }
    if (meaning.kind === 'wait') {
      const cause = new Error('Entra asks to wait');
      throw Problem.unavailable('identity_provider_unavailable', cause, retryAfterSeconds ?? waitSeconds);
    }
    this.#count('refused');
    return { ...meaning, version };
  }
}

/** MSAL's code for a partition that has no refresh token. */
const noRefreshToken = 'no_tokens_found';
/** When Entra asks to wait and doesn't state how long. */
const waitSeconds = 5;

interface RefusedTokens {
  readonly version: string;
  /** A token for the scopes existed before. */
  readonly isGranted: boolean;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isGranted({ cache }: TokenPartition, scopes: readonly string[]): boolean {
  const granted = grantedScopesIn(cache);
  return scopes.every((scope) => granted.has(scopeName(scope)));
}
