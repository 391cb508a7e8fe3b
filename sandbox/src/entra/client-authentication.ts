import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { AppRegistration, Platform } from '../directory/index.js';
import type { ClientProof } from '../tokens/index.js';
import { isPublicClient } from './client-platform.js';
import { EntraError } from './entra-error.js';
import type { Parameters } from './parameters.js';
import type { EntraContext } from './entra-context.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function invalidClient(code: number, text: string): EntraError {
  return new EntraError('invalid_client', code, text);
}

/** The client id of `client_secret_basic`, or of the form. */
export function clientIdOf(request: FastifyRequest, form: Parameters): string | undefined {
  return form['client_id'] ?? basicCredentials(request)?.id;
}

/** How the client authenticated. Throws Entra's refusal when it did not. */
export async function authenticateClient(
  entra: EntraContext,
  registration: AppRegistration,
  platform: Platform | undefined,
  request: FastifyRequest,
  form: Parameters,
  tokenEndpoint: string,
): Promise<ClientProof> {
  const secret = form['client_secret'] ?? basicCredentials(request)?.secret;
  const assertion = form['client_assertion'];
  const hasCredential = secret !== undefined || assertion !== undefined;
  if (isPublicClient(platform, registration) && !hasCredential) {
    return '0';
  }
  if (hasCredential && platform !== undefined && platform !== 'web') {
    throw invalidClient(
      700025,
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    );
  }
  if (assertion !== undefined) {
    if (form['client_assertion_type'] !== assertionType) {
      throw new EntraError(
        'invalid_request',
        900144,
        "The request body must contain the following parameter: 'client_assertion_type'.",
      );
    }
    await checkAssertion(entra, registration, assertion, tokenEndpoint);
    return '2';
  }
  if (secret === undefined) {
    throw invalidClient(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  checkSecret(registration, secret, entra.clock.now());
  return '1';
}

function checkSecret(registration: AppRegistration, secret: string, now: number): void {
  const known = registration.secrets.find(({ value }) => value === secret);
  if (known === undefined) {
    throw invalidClient(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${registration.clientId}'.`,
    );
  }
  if (known.expiresAt !== undefined && known.expiresAt <= now) {
    throw invalidClient(
      7000222,
      `The provided client secret keys for app '${registration.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    );
  }
}

async function checkAssertion(
  entra: EntraContext,
  registration: AppRegistration,
  assertion: string,
  tokenEndpoint: string,
): Promise<void> {
  const { header, issuer } = readAssertion(assertion);
  const currentDate = new Date(entra.clock.now());
  if (issuer !== registration.clientId) {
    await checkFederated(registration, assertion, issuer, currentDate);
    return;
  }
  const certificate = registration.certificates.find((pem) => matchesThumbprint(pem, header));
  if (certificate === undefined) {
    throw invalidClient(
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]`,
    );
  }
  const audience = [tokenEndpoint, tokenEndpoint.replace('/oauth2/v2.0/token', '/v2.0')];
  await verifyWith(() =>
    jwtVerify(
      assertion,
      createPublicKey(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' })),
      {
        algorithms: ['RS256', 'PS256'],
        audience,
        subject: registration.clientId,
        requiredClaims: ['exp'],
        currentDate,
        clockTolerance: 300,
      },
    ),
  );
}

/** Workload identity federation: checks a token of a trusted issuer and subject. */
async function checkFederated(
  registration: AppRegistration,
  assertion: string,
  issuer: string,
  currentDate: Date,
): Promise<void> {
  const subject = String(decodeJwt(assertion).sub);
  const credential = registration.federatedCredentials.find(
    (candidate) => candidate.issuer === issuer && candidate.subject === subject,
  );
  if (credential === undefined) {
    throw invalidClient(
      700211,
      `No matching federated identity record found for presented assertion issuer '${issuer}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
    );
  }
  await verifyWith(() =>
    jwtVerify(assertion, createLocalJWKSet({ keys: [...credential.keys] }), {
      algorithms: ['RS256'],
      audience: credential.audience,
      requiredClaims: ['exp'],
      currentDate,
      clockTolerance: 300,
    }),
  );
}

async function verifyWith(check: () => Promise<unknown>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw invalidClient(
        700024,
        'Client assertion is not within its valid time range. Current time and expiry of the assertion do not match.',
      );
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw invalidClient(700023, 'Client assertion audience claim does not match Realm issuer.');
    }
    if (error instanceof errors.JOSEError) {
      throw invalidClient(700027, 'Client assertion failed signature validation.');
    }
    throw error;
  }
}

interface ReadAssertion {
  readonly header: { readonly x5t?: unknown; readonly 'x5t#S256'?: unknown };
  readonly issuer: string;
}

function readAssertion(assertion: string): ReadAssertion {
  try {
    return { header: decodeProtectedHeader(assertion), issuer: String(decodeJwt(assertion).iss) };
  } catch (error) {
    if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) {
      throw error;
    }
    throw new EntraError('invalid_request', 50027, 'JWT token is invalid or malformed.');
  }
}

function matchesThumbprint(pem: string, header: ReadAssertion['header']): boolean {
  const { raw } = new X509Certificate(pem);
  const thumbprint = (algorithm: string): string => createHash(algorithm).update(raw).digest('base64url');
  return header['x5t#S256'] === thumbprint('sha256') || header.x5t === thumbprint('sha1');
}

function basicCredentials(request: FastifyRequest): { readonly id: string; readonly secret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) {
    return undefined;
  }
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) {
    return undefined;
  }
  return { id: decodeURIComponent(decoded.slice(0, colon)), secret: decodeURIComponent(decoded.slice(colon + 1)) };
}
