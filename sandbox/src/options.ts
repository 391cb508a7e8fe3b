import {
  type AppRegistration,
  AppRegistrations,
  blankRegistration,
  defaultRegistration,
  ordersRegistration,
  type RegistrationInput,
} from './directory/index.js';
import { registrationsFrom } from './registrations-file.js';

export interface SandboxOptions {
  /** Address that the listeners bind to. */
  readonly host?: string;
  /** 0: any free port. */
  readonly pagesPort?: number;
  readonly authorityPort?: number;
  readonly graphPort?: number;
  readonly uploadsPort?: number;
  readonly ordersPort?: number;
  /** The URL of the pages listener in the browser; absent: `http://127.0.0.1:<port>`. */
  readonly pagesUrl?: string;
  /** The host name of the https listeners for clients. */
  readonly authorityName?: string;
  /** Changes to the first app registration, the web app on http://localhost:3000. */
  readonly registration?: Partial<AppRegistration>;
  /** More app registrations. Omitted members are as in a new registration in the portal. */
  readonly registrations?: readonly RegistrationInput[];
  /** Folder of the CA; absent: a new CA in memory. */
  readonly caFolder?: string;
}

/** The web app, the orders API, and the given registrations. One with the client id of the first two replaces it. */
export function registrationsOf({ registration, registrations = [] }: SandboxOptions): AppRegistrations {
  const first = { ...defaultRegistration, ...registration };
  const given = registrations.map((input): AppRegistration => ({ ...blankRegistration, ...input }));
  const taken = new Set(given.map(({ clientId }) => clientId.toLowerCase()));
  const seeded = [first, ordersRegistration].filter(({ clientId }) => !taken.has(clientId.toLowerCase()));
  return new AppRegistrations([...seeded, ...given]);
}

type Environment = Readonly<Record<string, string | undefined>>;

function list(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function port(environment: Environment, name: string, otherwise: number): number {
  const text = environment[name];
  const number = text === undefined || text === '' ? otherwise : Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new Error(`${name} is not a port: ${String(text)}`);
  }
  return number;
}

export function optionsFromEnvironment(environment: Environment): SandboxOptions {
  const optional = (name: string): string | undefined => {
    const value = environment[name];
    return value === undefined || value === '' ? undefined : value;
  };
  const given = <Value>(name: string, make: (value: string) => Value): Value | undefined => {
    const value = optional(name);
    return value === undefined ? undefined : make(value);
  };
  const registration: { -readonly [Member in keyof AppRegistration]?: AppRegistration[Member] | undefined } = {
    clientId: optional('SANDBOX_CLIENT_ID'),
    displayName: optional('SANDBOX_CLIENT_NAME'),
    secrets: given('SANDBOX_CLIENT_SECRET', (value) => [{ value }]),
    redirectUris: given('SANDBOX_REDIRECT_URIS', list),
    postLogoutRedirectUris: given('SANDBOX_POST_LOGOUT_REDIRECT_URIS', list),
    frontChannelLogoutUrl: optional('SANDBOX_FRONTCHANNEL_LOGOUT_URL'),
  };
  return withoutUndefined({
    host: optional('SANDBOX_HOST'),
    pagesPort: port(environment, 'SANDBOX_PAGES_PORT', 4010),
    authorityPort: port(environment, 'SANDBOX_AUTHORITY_PORT', 4011),
    graphPort: port(environment, 'SANDBOX_GRAPH_PORT', 4012),
    uploadsPort: port(environment, 'SANDBOX_UPLOADS_PORT', 4013),
    ordersPort: port(environment, 'SANDBOX_ORDERS_PORT', 4014),
    pagesUrl: optional('SANDBOX_PAGES_URL'),
    authorityName: optional('SANDBOX_AUTHORITY_NAME'),
    registration: withoutUndefined(registration),
    registrations: given('SANDBOX_REGISTRATIONS_FILE', registrationsFrom),
    caFolder: optional('SANDBOX_CA_DIR'),
  });
}

type Defined<Given> = { [Member in keyof Given]?: Exclude<Given[Member], undefined> };

function withoutUndefined<Given extends object>(given: Given): Defined<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<Given>;
}
