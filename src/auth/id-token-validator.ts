import { Injectable } from '@nestjs/common';
import { compactVerify, decodeProtectedHeader } from 'jose';

import { Clock } from '../common/index.js';
import type { Frontend } from '../config/index.js';
import { EntraAuthorities } from '../entra/index.js';
import { failedCheckOf, idTokenClaimsSchema, idTokenHeaderSchema, type IdTokenClaims } from './id-token.js';
import { SignInFailure } from './sign-in-failure.js';
import type { Transaction } from './transaction.js';

const longest = 32_768;

/** Validates an ID token completely; none of its claims is trusted before. MSAL checks the nonce only. */
@Injectable()
export class IdTokenValidator {
  constructor(
    private readonly authorities: EntraAuthorities,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws SignInFailure `sign_in_failed` naming the check that failed.
   * @throws Problem `identity_provider_unavailable` when the keys are unavailable.
   */
  async validate(token: string, transaction: Transaction, frontend: Frontend): Promise<IdTokenClaims> {
    const { kid } = readHeader(token);
    const authority = this.authorities.of(frontend);
    const signingKey = await authority.signingKey(kid);
    if (signingKey === undefined) {
      throw refused('unknown key');
    }
    const { issuer } = await authority.metadata();
    const { payload } = await compactVerify(token, signingKey.key, { algorithms: ['RS256'] }).catch(
      (error: unknown) => {
        throw refused('signature', error);
      },
    );
    const { data } = idTokenClaimsSchema.safeParse(parseJson(payload));
    if (data === undefined) {
      throw refused('claims');
    }
    const failed = failedCheckOf(data, {
      issuer,
      keyIssuer: signingKey.issuer,
      clientId: frontend.entra.clientId,
      nonce: transaction.nonce,
      now: this.clock.now(),
      transactionCreatedAt: transaction.createdAt,
    });
    if (failed !== undefined) {
      throw refused(failed);
    }
    return data;
  }
}

function readHeader(token: string): { kid: string } {
  if (token.length > longest || token.split('.').length !== 3) {
    throw refused('shape');
  }
  try {
    return idTokenHeaderSchema.parse(decodeProtectedHeader(token));
  } catch (error) {
    throw refused('header', error);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function refused(check: string, cause?: unknown): SignInFailure {
  return new SignInFailure('sign_in_failed', `ID token: ${check}`, {}, cause);
}
