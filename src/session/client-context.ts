import type { FastifyRequest } from 'fastify';

import type { AppConfig } from '../config/index.js';

/** Where a request comes from, as far as somebody says so; neither is a proof of anything. */
export interface ClientContext {
  readonly userAgent: string;
  /** Two letters (ISO 3166-1); undefined when no trusted proxy has named one. */
  readonly country: string | undefined;
}

/** Another browser, by its family, or country than a session began in; `country` when it is another one. */
export interface ForeignClient {
  readonly browser: string;
  readonly country?: string | undefined;
}

/** What proxies say of addresses that they cannot place. */
const unknownCountries = new Set(['XX', 'ZZ']);

/** The pipeline has dropped the header of anybody but a trusted proxy. */
export function clientContextOf(
  { headers }: FastifyRequest,
  { countryHeader }: Pick<AppConfig, 'countryHeader'>,
): ClientContext {
  const value = countryHeader === undefined ? undefined : headers[countryHeader];
  const country = typeof value === 'string' && /^[a-z][a-z\d]$/i.test(value) ? value.toUpperCase() : undefined;
  return {
    userAgent: headers['user-agent'] ?? '',
    country: country === undefined || unknownCountries.has(country) ? undefined : country,
  };
}
