import { Clock, Logger, NoMetrics } from '../common/index.js';
import type { Frontend } from '../config/index.js';
import type { EntraAuthority } from '../entra/index.js';
import { MsalClients } from './msal-client.js';
import { msalErrorFacts } from './msal-error.js';
import { TokenEndpointClient } from './token-endpoint-client.js';

export type CredentialVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly error: string; readonly numbers: readonly number[] }
  | { readonly kind: 'unclear'; readonly reason: string };

/** Responses about the client; a response about the code came after the client was accepted. */
const aboutTheClient = new Set(['invalid_client', 'unauthorized_client']);
const aboutTheCode = new Set(['invalid_grant', 'invalid_request']);

/**
 * Sends a code that cannot exist, in the same way as a real one: its refusal shows whether the credential was accepted.
 */
export async function probeCredential(
  frontend: Frontend,
  authority: EntraAuthority,
  clock: Clock,
): Promise<CredentialVerdict> {
  const network = new TokenEndpointClient(true, new NoMetrics());
  try {
    const client = await new MsalClients({ of: () => authority }, clock, new Logger('silent')).create(
      frontend,
      network,
    );
    await client.acquireTokenByCode({
      code: 'a-code-that-nobody-has-given',
      codeVerifier: 'a-verifier-of-the-length-that-the-standard-asks-for',
      redirectUri: `${frontend.origin}/auth/callback`,
      scopes: [],
    });
    return { kind: 'unclear', reason: 'a made-up code was accepted' };
  } catch (error) {
    const facts = msalErrorFacts(error);
    if (network.outcome.kind !== 'answered' || facts === undefined) {
      const { code = '' } = error as { code?: string };
      return { kind: 'unclear', reason: network.outcome.kind === 'failed' ? 'no answer' : `no call was made ${code}` };
    }
    if (aboutTheClient.has(facts.error)) {
      return { kind: 'refused', error: facts.error, numbers: facts.numbers };
    }
    return aboutTheCode.has(facts.error) ? { kind: 'accepted' } : { kind: 'unclear', reason: facts.error };
  }
}
