import type { FastifyRequest } from 'fastify';

import type { AppConfig } from '../config/index.js';

/** The origin of a request, as far as stated; neither member proves anything. */
export interface ClientContext {
  readonly userAgent: string;
  /** Two letters (ISO 3166-1); undefined when no trusted proxy has named one. */
  readonly country: string | undefined;
}

/**
 * Another browser, by its family, or country than those in which the session began; `country` when it is another one.
 */
export interface ForeignClient {
  readonly browser: string;
  readonly country?: string | undefined;
}

/** The values of proxies for addresses that they cannot locate. */
const unknownCountries = new Set(['XX', 'ZZ']);

/** The pipeline has dropped the header unless a trusted proxy sent it. */
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
