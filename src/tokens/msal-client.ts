import type { ConfidentialClientApplication, ICachePlugin } from '@azure/msal-node';
import { Inject, Injectable } from '@nestjs/common';

import { Clock, Logger } from '../common/index.js';
import type { EntraCredential, Frontend } from '../config/index.js';
import { EntraAuthorities } from '../entra/index.js';
import { msalCredentialOf, type MsalCredential } from './client-credential.js';
import type { TokenEndpointClient } from './token-endpoint-client.js';

/** Declares that we handle claims challenges (continuous access evaluation). */
const clientCapabilities = ['CP1'];

/**
 * Creates one client application per operation: a shared one keeps all users in one cache and mixes them. It costs some
 * microseconds and, because the metadata is passed in, no network.
 */
@Injectable()
export class MsalClients {
  readonly #credentials = new Map<EntraCredential, () => MsalCredential>();

  constructor(
    @Inject(EntraAuthorities) private readonly authorities: Pick<EntraAuthorities, 'of'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws Problem `identity_provider_unavailable` when the authority's metadata was never loaded. */
  async create(
    frontend: Frontend,
    networkClient: TokenEndpointClient,
    cachePlugin?: ICachePlugin,
  ): Promise<ConfidentialClientApplication> {
    const { entra } = frontend;
    const authority = this.authorities.of(frontend);
    const metadata = await authority.metadata();
    // For the first token and not for the start.
    const msal = await import('@azure/msal-node');
    return new msal.ConfidentialClientApplication({
      auth: {
        clientId: entra.clientId,
        authority: authority.url,
        knownAuthorities: [new URL(entra.authorityHost).host],
        authorityMetadata: JSON.stringify({
          issuer: metadata.issuer,
          authorization_endpoint: metadata.authorizationEndpoint,
          token_endpoint: metadata.tokenEndpoint,
          end_session_endpoint: metadata.endSessionEndpoint,
          jwks_uri: metadata.jwksUri,
        }),
        clientCapabilities,
        ...this.#credentialOf(entra.credential),
      },
      system: {
        networkClient,
        loggerOptions: { logLevel: msal.LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => undefined },
      },
      ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
    });
  }
  #credentialOf(credential: EntraCredential): MsalCredential {
    const known = this.#credentials.get(credential) ?? msalCredentialOf(credential, this.clock, this.logger);
    this.#credentials.set(credential, known);
    return known();
  }
}
