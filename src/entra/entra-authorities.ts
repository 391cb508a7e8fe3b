import { Injectable } from '@nestjs/common';

import { Clock, Logger } from '../common/index.js';
import { AppConfig, type Frontend } from '../config/index.js';
import { authorityUrlOf, EntraAuthority } from './entra-authority.js';

/** The authorities of the frontends: one for each tenant that they name. */
@Injectable()
export class EntraAuthorities {
  readonly #byUrl: ReadonlyMap<string, EntraAuthority>;

  constructor({ frontends }: AppConfig, clock: Clock, logger: Logger) {
    this.#byUrl = new Map(
      frontends.all.map(({ entra }) => [authorityUrlOf(entra), new EntraAuthority(entra, clock, logger)]),
    );
  }

  get all(): readonly EntraAuthority[] {
    return [...this.#byUrl.values()];
  }

  of({ entra }: Pick<Frontend, 'entra'>): EntraAuthority {
    const authority = this.#byUrl.get(authorityUrlOf(entra));
    if (authority === undefined) {
      throw new Error('a frontend that is not of the configuration');
    }
    return authority;
  }
}
