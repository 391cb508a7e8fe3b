import { createPublicKey, type KeyObject } from 'node:crypto';

import { z } from 'zod';

import { Clock, Logger, Problem } from '../common/index.js';
import type { EntraConfig } from '../config/index.js';
import { parseMetadata, refusalOfMetadata, type AuthorityMetadata } from './authority-metadata.js';
import { fetchJson, FetchFailure } from './bounded-fetch.js';
import { CachedDocument } from './cached-document.js';

/** A public key of the authority with the issuer whose tokens it may sign. */
export interface SigningKey {
  readonly key: KeyObject;
  /** As published, maybe with `{tenantid}`; undefined when the authority does not state it. */
  readonly issuer: string | undefined;
}

const hourMs = 3_600_000;
const maxMetadataBytes = 65_536;
const maxKeysBytes = 1_048_576;
const metadataPolicy = { freshMs: hourMs, staleMs: 24 * hourMs, cooldownMs: 30_000, retryMs: 500 };
/** Keys are fetched again for an unknown kid, at most every 30 s. */
const keysPolicy = { freshMs: 12 * hourMs, staleMs: 24 * hourMs, cooldownMs: 30_000, retryMs: 500 };

const keySetSchema = z.object({ keys: z.array(z.unknown()) });
const keySchema = z.object({
  kty: z.string(),
  kid: z.string().optional(),
  use: z.string().optional(),
  issuer: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
});

/** A tenant's authority: its endpoints and its signing keys. */
export class EntraAuthority {
  readonly #metadata: CachedDocument<AuthorityMetadata>;
  readonly #keys: CachedDocument<ReadonlyMap<string, SigningKey>>;

  constructor(
    private readonly entra: Pick<EntraConfig, 'authorityHost' | 'tenant'>,
    clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#metadata = new CachedDocument(() => this.#loadMetadata(), metadataPolicy, clock);
    this.#keys = new CachedDocument(() => this.#loadKeys(), keysPolicy, clock);
  }

  /** `https://<host>/<tenant>`, as MSAL names an authority. */
  get url(): string {
    return authorityUrlOf(this.entra);
  }

  /** @throws Problem `identity_provider_unavailable` */
  async metadata(): Promise<AuthorityMetadata> {
    try {
      return await this.#metadata.current();
    } catch (error) {
      throw Problem.unavailable('identity_provider_unavailable', error);
    }
  }

  /**
   * The key named `kid`; undefined when the authority has none of that name, even after another request.
   * @throws Problem `identity_provider_unavailable` when keys were never loaded.
   */
  async signingKey(kid: string): Promise<SigningKey | undefined> {
    try {
      const known = (await this.#keys.current()).get(kid);
      if (known !== undefined) {
        return known;
      }
      await this.#keys.refresh();
      return (await this.#keys.current()).get(kid);
    } catch (error) {
      throw Problem.unavailable('identity_provider_unavailable', error);
    }
  }

  async #loadMetadata(): Promise<AuthorityMetadata> {
    const { authorityHost, tenant } = this.entra;
    try {
      const document = await fetchJson(`${this.url}/v2.0/.well-known/openid-configuration`, maxMetadataBytes);
      const metadata = parseMetadata(document, authorityHost, tenant);
      if (metadata === undefined) {
        throw new FetchFailure(refusalOfMetadata(document, authorityHost));
      }
      return metadata;
    } catch (error) {
      this.logger.warning({ err: error }, 'discovery failed');
      throw error;
    }
  }

  async #loadKeys(): Promise<ReadonlyMap<string, SigningKey>> {
    try {
      const { jwksUri } = await this.#metadata.current();
      const keys = parseKeySet(await fetchJson(jwksUri, maxKeysBytes));
      if (keys.size === 0) {
        throw new FetchFailure('no usable signing key');
      }
      return keys;
    } catch (error) {
      this.logger.warning({ err: error }, 'signing keys not loaded');
      throw error;
    }
  }
}

/** `https://<host>/<tenant>`. */
export function authorityUrlOf({ authorityHost, tenant }: Pick<EntraConfig, 'authorityHost' | 'tenant'>): string {
  return `${authorityHost}/${tenant}`;
}

/** RSA signing keys by their `kid`; unusable ones are omitted, and the others count (RFC 7517 §5). */
function parseKeySet(document: unknown): ReadonlyMap<string, SigningKey> {
  const { data } = keySetSchema.safeParse(document);
  const entries = (data?.keys ?? [])
    .flatMap((key) => keySchema.safeParse(key).data ?? [])
    .filter(({ kty, use }) => kty === 'RSA' && (use === undefined || use === 'sig'))
    .flatMap(({ kid, issuer, n, e }) => {
      const isWhole = kid !== undefined && n !== undefined && e !== undefined;
      return isWhole ? [[kid, { key: publicKeyOf(n, e), issuer }] as const] : [];
    });
  return new Map(entries);
}

/** Whether it is long enough is checked when it verifies (RFC 7518 §3.3). */
function publicKeyOf(n: string, e: string): KeyObject {
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
}
