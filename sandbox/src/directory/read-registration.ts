import type { AppRegistration } from './app-registration.js';
import type { Lifetimes } from './lifetimes.js';

/** The problems of a value, each with the path of the member; empty if there are none. */
type Check = (value: unknown, path: string) => readonly string[];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function when(isRight: (value: unknown) => boolean, wanted: string): Check {
  return (value, path) => (isRight(value) ? [] : [`${path} has to be ${wanted}`]);
}

const text = when((value) => typeof value === 'string' && value !== '', 'text');
const flag = when((value) => typeof value === 'boolean', 'true or false');
const seconds = when((value) => typeof value === 'number' && value > 0, 'a number of seconds');
const guid = when(
  (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  'a GUID',
);
const url = when((value) => typeof value === 'string' && URL.canParse(value), 'a URL');
const anything: Check = () => [];

function oneOf(...choices: readonly (string | number)[]): Check {
  return when((value) => choices.some((choice) => choice === value), `one of ${choices.join(', ')}`);
}

function orNull(check: Check): Check {
  return (value, path) => (value === null ? [] : check(value, path));
}

function list(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, position) => check(item, `${path}[${position}]`))
      : [`${path} has to be a list`];
}

/** Refuses unknown members, so that a typing error is reported. */
function object(members: Readonly<Record<string, Check>>, optional: readonly string[] = []): Check {
  return (value, path) => {
    if (!isObject(value)) {
      return [`${path} has to be an object`];
    }
    return [
      ...Object.keys(value)
        .filter((name) => members[name] === undefined)
        .map((name) => `${path} has no member ${name}`),
      ...Object.entries(members).flatMap(([name, check]) =>
        value[name] === undefined && optional.includes(name) ? [] : check(value[name], `${path}.${name}`),
      ),
    ];
  };
}

const LIFETIMES: Readonly<Record<keyof Lifetimes, Check>> = {
  accessTokenSeconds: seconds,
  idTokenSeconds: seconds,
  codeSeconds: seconds,
  refreshTokenSeconds: seconds,
  spaRefreshTokenSeconds: seconds,
  deviceCodeSeconds: seconds,
  deviceIntervalSeconds: seconds,
};

export const lifetimeNames = Object.keys(LIFETIMES) as readonly (keyof Lifetimes)[];

const MEMBERS: Readonly<Record<keyof AppRegistration, Check>> = {
  clientId: guid,
  displayName: text,
  publisher: object({ name: text, domain: text, isVerified: flag }),
  redirectUris: list(url),
  spaRedirectUris: list(url),
  publicRedirectUris: list(url),
  allowsPublicClientFlows: flag,
  postLogoutRedirectUris: list(url),
  frontChannelLogoutUrl: orNull(url),
  secrets: list(
    object({ value: text, expiresAt: when((value) => typeof value === 'number', 'milliseconds since 1970') }, [
      'expiresAt',
    ]),
  ),
  certificates: list(text),
  federatedCredentials: list(object({ issuer: text, subject: text, audience: text, keys: list(anything) })),
  mayIssueIdTokenAtAuthorize: flag,
  configuredPermissions: list(text),
  applicationPermissions: list(text),
  appIdUri: orNull(text),
  exposedScopes: list(object({ value: text, title: text, description: text, isAdminOnly: flag })),
  preAuthorizedClients: list(text),
  appRoles: list(object({ value: text, title: text, allowedFor: list(oneOf('User', 'Application')) })),
  roleAssignments: list(object({ role: text, to: text })),
  groupClaims: oneOf('None', 'SecurityGroup'),
  accessTokenVersion: oneOf(1, 2),
  lifetimes: object(LIFETIMES, lifetimeNames),
  optionalClaims: list(oneOf('login_hint', 'sid', 'email')),
};

/** Throws `RangeError` with all problems of the value. */
function requireRight(check: Check, value: unknown, path: string): void {
  const problems = check(value, path);
  if (problems.length > 0) {
    throw new RangeError(problems.join('; '));
  }
}

/** Reads members of an app registration from JSON. Throws `RangeError` with all their problems. */
export function readRegistrationChanges(value: unknown): Partial<AppRegistration> {
  requireRight(object(MEMBERS, Object.keys(MEMBERS)), value, 'registration');
  return value as Partial<AppRegistration>;
}

export type RegistrationInput = Pick<AppRegistration, 'clientId'> & Partial<AppRegistration>;

/** Reads a list of app registrations from JSON, e.g. from a file. */
export function readRegistrations(value: unknown): readonly RegistrationInput[] {
  const optional = Object.keys(MEMBERS).filter((name) => name !== 'clientId');
  requireRight(list(object(MEMBERS, optional)), value, 'registrations');
  return value as readonly RegistrationInput[];
}
