import { OIDCStrategy } from 'passport-azure-ad';

/**
 * The members of passport-azure-ad 4.3.5 that are overridden or relied on; its type declarations do not have them.
 * `test/conventions/oidc-strategy.spec.ts` fails when another version of the package does not.
 */
export interface OidcStrategyInternals {
  authenticate(request: object, options: object): void;
  collectInfoFromReq(parameters: FlowParameters, request: object, next: Next, response: unknown): void;
  setOptions(parameters: FlowParameters, oauthConfig: OauthConfig, optionsToValidate: object, done: Next): void;
  _flowInitializationHandler(oauthConfig: OauthConfig, request: object, next: Next): void;
  _authCodeFlowHandler(
    parameters: FlowParameters,
    oauthConfig: OauthConfig,
    optionsToValidate: object,
    request: object,
    next: Next,
  ): void;
  _getAccessTokenBySecretOrAssertion(
    code: string,
    oauthConfig: OauthConfig,
    next: Next,
    callback: (error: unknown, items?: { readonly id_token: string }) => void,
  ): void;
  _idTokenHandler(
    parameters: FlowParameters,
    optionsToValidate: object,
    request: object,
    next: Next,
    callback: (claimsJson: string, claims: object) => void,
  ): void;
  _errorResponseHandler(error: string, description: string, next: Next): void;
  _implicitFlowHandler(parameters: FlowParameters, optionsToValidate: object, request: object, next: Next): void;
  _hybridFlowHandler(
    parameters: FlowParameters,
    oauthConfig: OauthConfig,
    optionsToValidate: object,
    request: object,
    next: Next,
  ): void;
  failWithLog(message: string): void;
  /** Synchronous; replaced per request to learn the state and nonce that the library made. */
  _sessionContentHandler: { add(request: object, key: string, tuple: { state: string; nonce: string }): void };
  redirect(location: string, status?: number): void;
  error(error: unknown): void;
}

export type Next = (error?: unknown) => void;

export interface FlowParameters {
  code?: string;
  id_token?: string;
}

export interface OauthConfig {
  authorization_endpoint?: string;
  redirectUrl?: string;
  responseType?: string;
  responseMode?: string;
  clientID?: string;
  scope?: string;
  extraAuthReqQueryParams?: Readonly<Record<string, string>>;
}

/** The library's class, typed by what we override. */
export const GuardedOidcStrategy = OIDCStrategy as unknown as new (
  options: object,
  verify?: (...values: unknown[]) => unknown,
) => OidcStrategyInternals;

/** passport-azure-ad sends its name and version to every browser. */
export function withoutBanner(location: string): string {
  const url = new URL(location);
  url.searchParams.delete('x-client-SKU');
  url.searchParams.delete('x-client-Ver');
  return url.href;
}
