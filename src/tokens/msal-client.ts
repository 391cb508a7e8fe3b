import type { ConfidentialClientApplication, ICachePlugin } from '@azure/msal-node';
import { Injectable } from '@nestjs/common';

import { Clock, Logger } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { EntraAuthority } from '../entra/index.js';
import { msalCredentialOf, type MsalCredential } from './client-credential.js';
import type { TokenEndpointClient } from './token-endpoint-client.js';

/** Declares that we handle claims challenges (continuous access evaluation). */
const clientCapabilities = ['CP1'];

/**
 * Makes one client application per operation: one that is shared keeps all users in one cache and mixes them. It costs
 * some microseconds and, because the metadata is handed over, no network.
 */
@Injectable()
export class MsalClients {
  readonly #credential: () => MsalCredential;

  constructor(
    private readonly config: AppConfig,
    private readonly authority: EntraAuthority,
    clock: Clock,
    logger: Logger,
  ) {
    this.#credential = msalCredentialOf(config.entra.credential, clock, logger);
  }

  /** @throws Problem `identity_provider_unavailable` when the authority's metadata was never had. */
  async create(networkClient: TokenEndpointClient, cachePlugin?: ICachePlugin): Promise<ConfidentialClientApplication> {
    const { entra } = this.config;
    const metadata = await this.authority.metadata();
    // For the first token and not for the start.
    const msal = await import('@azure/msal-node');
    return new msal.ConfidentialClientApplication({
      auth: {
        clientId: entra.clientId,
        authority: this.authority.url,
        knownAuthorities: [new URL(entra.authorityHost).host],
        authorityMetadata: JSON.stringify({
          issuer: metadata.issuer,
          authorization_endpoint: metadata.authorizationEndpoint,
          token_endpoint: metadata.tokenEndpoint,
          end_session_endpoint: metadata.endSessionEndpoint,
          jwks_uri: metadata.jwksUri,
        }),
        clientCapabilities,
        ...this.#credential(),
      },
      system: {
        networkClient,
        loggerOptions: { logLevel: msal.LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => undefined },
      },
      ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
    });
  }
}
