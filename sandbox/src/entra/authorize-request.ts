import {
  type AppRegistration,
  type AppRegistrations,
  type Audience,
  type PermissionCatalog,
  type Platform,
  platformOf,
  type RequestedScopes,
  type ScopeReading,
  type SeededDirectory,
} from '../directory/index.js';
import { type ClaimsRequest, readClaims } from './claims-request.js';
import { clientNotFound, EntraError, missingParameter, tenantNotFound } from './entra-error.js';
import type { Parameters } from './parameters.js';
import { accountTypeAt, requireScopes, scopesOf } from './scope-refusals.js';

/** What reading a request needs from the sandbox. */
interface Known {
  readonly directory: SeededDirectory;
  readonly registrations: AppRegistrations;
  readonly permissions: PermissionCatalog;
}

export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** Where the response is sent, even if the rest of the request is invalid. */
export interface ReturnAddress {
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

export interface AuthorizeRequest {
  readonly tenantSegment: string;
  readonly audience: Audience;
  readonly registration: AppRegistration;
  /** The platform of the redirect URI. */
  readonly platform: Platform;
  readonly returnAddress: ReturnAddress;
  readonly wantsIdToken: boolean;
  readonly wantsCode: boolean;
  readonly scope: string;
  /** Empty when the scopes will be refused as soon as the account is known. */
  readonly scopes: RequestedScopes;
  readonly scopeReading: ScopeReading;
  readonly nonce: string | undefined;
  readonly prompt: ReadonlySet<string>;
  readonly loginHint: string | undefined;
  readonly domainHint: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly codeChallengeMethod: string | undefined;
  readonly claims: ClaimsRequest;
  readonly claimsText: string | undefined;
  readonly wantsClientInfo: boolean;
}

export type AuthorizeReading =
  | { readonly kind: 'ok'; readonly request: AuthorizeRequest }
  /** The return address can't be trusted: Entra shows a page and does not redirect. */
  | { readonly kind: 'page'; readonly error: EntraError }
  | { readonly kind: 'redirect'; readonly error: EntraError; readonly returnAddress: ReturnAddress };

const PROMPTS = new Set(['none', 'login', 'consent', 'select_account']);
const MODES: readonly ResponseMode[] = ['query', 'fragment', 'form_post'];

export function audienceName(audience: Audience): string {
  return audience.kind === 'tenant' ? audience.tenant.displayName : 'Microsoft Accounts';
}

export function readAuthorizeRequest(known: Known, tenantSegment: string, given: Parameters): AuthorizeReading {
  const audience = known.directory.findAudience(tenantSegment);
  if (audience === undefined) {
    return { kind: 'page', error: tenantNotFound(tenantSegment) };
  }
  const client = clientOrProblem(known, audience, given);
  if (client instanceof EntraError) {
    return { kind: 'page', error: client };
  }
  const { registration, platform } = client;
  const responseTypes = new Set((given['response_type'] ?? '').split(' ').filter((type) => type !== ''));
  const returnAddress: ReturnAddress = {
    redirectUri: given['redirect_uri'] ?? '',
    responseMode: responseModeOf(given, responseTypes.has('id_token')),
    state: given['state'],
  };
  try {
    checkResponse(registration, given, responseTypes);
    checkPrompt(given);
    checkChallenge(given);
    const { scope } = given;
    if (scope === undefined) {
      throw missingParameter('scope');
    }
    const scopeReading = known.permissions.read(scope, registration);
    checkScope(known.permissions, scope, scopeReading, audience, registration);
    return {
      kind: 'ok',
      request: {
        tenantSegment: tenantSegment.toLowerCase(),
        audience,
        registration,
        platform,
        returnAddress,
        wantsIdToken: responseTypes.has('id_token'),
        wantsCode: responseTypes.has('code'),
        scope,
        scopes: scopesOf(scopeReading),
        scopeReading,
        nonce: given['nonce'],
        prompt: promptOf(given),
        loginHint: given['login_hint'] ?? given['username'],
        domainHint: given['domain_hint'],
        codeChallenge: given['code_challenge'],
        codeChallengeMethod: given['code_challenge_method'],
        claims: readClaims(given['claims']),
        claimsText: given['claims'],
        wantsClientInfo: given['client_info'] === '1',
      },
    };
  } catch (problem) {
    if (problem instanceof EntraError) {
      return { kind: 'redirect', error: problem, returnAddress };
    }
    throw problem;
  }
}

export interface RequestingClient {
  readonly registration: AppRegistration;
  readonly platform: Platform;
}

/** The requesting app and its platform. Throws the refusal when the redirect URI isn't registered for the client id. */
export function readClient(known: Known, audience: Audience, given: Parameters): RequestingClient {
  const client = clientOrProblem(known, audience, given);
  if (client instanceof EntraError) {
    throw client;
  }
  return client;
}

function clientOrProblem(known: Known, audience: Audience, given: Parameters): RequestingClient | EntraError {
  const { client_id: clientId, redirect_uri: redirectUri } = given;
  if (clientId === undefined) {
    return missingParameter('client_id');
  }
  const registration = known.registrations.find(clientId);
  if (registration === undefined) {
    return clientNotFound(clientId, audienceName(audience));
  }
  if (redirectUri === undefined) {
    return missingParameter('redirect_uri');
  }
  const platform = platformOf(registration, redirectUri);
  if (platform === undefined) {
    return new EntraError(
      'invalid_request',
      50011,
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.`,
    );
  }
  return { registration, platform };
}

function responseModeOf(given: Parameters, hasIdToken: boolean): ResponseMode {
  return MODES.find((mode) => mode === given['response_mode']) ?? (hasIdToken ? 'fragment' : 'query');
}

function checkResponse(registration: AppRegistration, given: Parameters, types: ReadonlySet<string>): void {
  if (types.size === 0) {
    throw missingParameter('response_type');
  }
  if (types.has('token')) {
    throw new EntraError(
      'unsupported_response_type',
      700051,
      "response_type 'token' is not enabled for the application.",
    );
  }
  if ([...types].some((type) => type !== 'code' && type !== 'id_token')) {
    throw new EntraError(
      'unsupported_response_type',
      70005,
      'The app returned an unsupported response type because of the following reasons: response type is not enabled for the app.',
    );
  }
  if (types.has('id_token') && !registration.mayIssueIdTokenAtAuthorize) {
    throw new EntraError(
      'unsupported_response_type',
      700054,
      "response_type 'id_token' is not enabled for the application.",
    );
  }
  const mode = given['response_mode'];
  if (mode !== undefined && (!MODES.some((known) => known === mode) || (mode === 'query' && types.has('id_token')))) {
    throw new EntraError(
      'invalid_request',
      70007,
      `'${mode}' is not a supported value of 'response_mode' when requesting a token.`,
    );
  }
  if (types.has('id_token') && given['nonce'] === undefined) {
    throw missingParameter('nonce');
  }
}

function promptOf(given: Parameters): ReadonlySet<string> {
  return new Set((given['prompt'] ?? '').split(' ').filter((value) => value !== ''));
}

function checkPrompt(given: Parameters): void {
  const prompt = promptOf(given);
  if ([...prompt].some((value) => !PROMPTS.has(value)) || (prompt.has('none') && prompt.size > 1)) {
    throw new EntraError('invalid_request', 90023, `Unsupported 'prompt' value.`);
  }
}

function checkChallenge(given: Parameters): void {
  const { code_challenge: challenge, code_challenge_method: method } = given;
  if (challenge !== undefined && (challenge.length < 43 || challenge.length > 128)) {
    throw new EntraError('invalid_request', 501491, 'Invalid size of Code_Challenge parameter.');
  }
  if (method !== undefined && method !== 'S256' && method !== 'plain') {
    throw new EntraError('invalid_request', 90023, `Unsupported 'code_challenge_method' value.`);
  }
}

/** Checks the scopes, unless the authority is for all accounts: then the rules depend on the account, which isn't known yet. */
function checkScope(
  permissions: PermissionCatalog,
  parameter: string,
  reading: ScopeReading,
  audience: Audience,
  registration: AppRegistration,
): void {
  const accountType = accountTypeAt(audience, undefined);
  if (accountType !== undefined) {
    requireScopes(reading, { permissions, registration, accountType, at: 'authorize', parameter });
  }
}
