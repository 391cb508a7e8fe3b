import type { Secret } from '../common/index.js';
import type { Permission } from './permissions.js';

export type EntraCredential =
  /** The secret as it is now: it changes with its file. */
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** PEM file with the private key and the certificate chain. */
  | { readonly kind: 'certificate'; readonly file: string }
  /** File with a JWT of another identity provider (workload identity federation); it changes while the service runs. */
  | { readonly kind: 'federated'; readonly file: string };

export interface EntraConfig {
  /** Origin of the authority, e.g. `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  /** A tenant's guid or domain, or `organizations`, `common`, `consumers`. */
  readonly tenant: string;
  readonly clientId: string;
  readonly credential: EntraCredential;
  /** Lower-case tenant ids; undefined: any. */
  readonly allowedTenants: ReadonlySet<string> | undefined;
  readonly allowPersonalAccounts: boolean;
  readonly initialPermissions: readonly Permission[];
}

export interface ContentSources {
  readonly connect: readonly string[];
  readonly script: readonly string[];
  readonly img: readonly string[];
  readonly font: readonly string[];
}

/**
 * A public origin of the service, with its app registration and its SPA. Created at start and never changed. There is
 * one, of the settings, or one for each entry of `FRONTENDS_FILE`.
 */
export interface Frontend {
  /** The label in logs, metrics and audit. */
  readonly name: string;
  /** The origin that browsers see, without a trailing slash. */
  readonly origin: string;
  readonly entra: EntraConfig;
  /** Where the browser goes when a sign-in fails. */
  readonly authErrorPath: string;
  /** Folder of the SPA; undefined: the one of the service. */
  readonly webRoot: string | undefined;
  /** Whether HSTS includes the subdomains. */
  readonly hstsIncludesSubdomains: boolean;
  /** The additional sources of the page's Content-Security-Policy. */
  readonly contentSources: ContentSources;
}

/** The frontend in a record of the store: nothing where `FRONTENDS_FILE` is not used. */
export interface OfFrontend {
  readonly frontend?: string | undefined;
}

export interface FrontendSelection {
  /** Whether the host of a request selects one; otherwise there is only one, and no host is checked. */
  readonly isByHost: boolean;
  /**
   * The frontend of the records that name none: those from before `FRONTENDS_FILE` was used, and those that a replica
   * without the file can read and write. Its own records are never named.
   */
  readonly ofUnnamed: Frontend | undefined;
}

/** All frontends of the process, which finds the one of a request or a record. */
export class Frontends {
  readonly #byHost: ReadonlyMap<string, Frontend>;
  readonly #byName: ReadonlyMap<string, Frontend>;
  readonly #ofRequests = new WeakMap<object, Frontend | 'none'>();
  readonly #selection: FrontendSelection;
  /** Of all: browsers accept secure cookies on https, and on http of loopback only. */
  readonly #scheme: string;

  constructor(
    readonly all: readonly [Frontend, ...Frontend[]],
    selection: FrontendSelection = { isByHost: false, ofUnnamed: all[0] },
  ) {
    this.#selection = selection;
    this.#scheme = new URL(all[0].origin).protocol;
    this.#byHost = new Map(all.map((frontend) => [hostOf(frontend.origin) ?? '', frontend]));
    this.#byName = new Map(all.map((frontend) => [frontend.name, frontend]));
  }

  /** For what is the same for all of them, or is read outside of a request. */
  get first(): Frontend {
    return this.all[0];
  }

  /** Whether logs, metrics and audit lines have to name the frontend. */
  get areSeveral(): boolean {
    return this.all.length > 1;
  }

  /** The frontend of a session, for the user's list of sessions; undefined where the app registration has only one. */
  sessionSiteOf(record: OfFrontend): { readonly name: string; readonly origin: string } | undefined {
    const frontend = this.findOf(record);
    const sharing = this.all.filter(({ entra }) => entra.clientId === frontend?.entra.clientId);
    return frontend === undefined || sharing.length < 2 ? undefined : { name: frontend.name, origin: frontend.origin };
  }

  get areByHost(): boolean {
    return this.#selection.isByHost;
  }

  /** The one with that host and port (RFC 9110 §7.2), however they are written; undefined: none of ours. */
  atHost(host: string | undefined): Frontend | undefined {
    if (host === undefined) {
      return undefined;
    }
    return this.#byHost.get(host) ?? this.#byHost.get(hostOf(`${this.#scheme}//${host}`) ?? '');
  }

  /** From here on the request belongs to that frontend; undefined: to none, but it is served (`isForAnyHost`). */
  attach(request: object, frontend: Frontend | undefined): void {
    this.#ofRequests.set(request, frontend ?? 'none');
  }

  /** The name for a log line; undefined where there is one frontend only. */
  labelOf(request: object): string | undefined {
    const frontend = this.#ofRequests.get(request);
    return this.areSeveral && frontend !== 'none' ? frontend?.name : undefined;
  }

  /** The frontend of a record, for an audit line that another one may write; nothing where there is only one. */
  auditFacts(record: OfFrontend): { readonly frontend?: string } {
    const frontend = this.areSeveral ? this.findOf(record) : undefined;
    return frontend === undefined ? {} : { frontend: frontend.name };
  }

  /** @throws Error when the host of the request was not checked: nothing is done for an unknown host. */
  of(request: object): Frontend {
    const frontend = this.areByHost ? this.#ofRequests.get(request) : this.first;
    if (frontend === undefined) {
      throw new Error('the request has no frontend');
    }
    return frontend === 'none' ? this.first : frontend;
  }

  /** How the records of a frontend name it. */
  markOf(frontend: Frontend): string | undefined {
    return frontend === this.#selection.ofUnnamed ? undefined : frontend.name;
  }

  /** Undefined when the record is of one that is no longer configured. */
  findOf({ frontend }: OfFrontend): Frontend | undefined {
    if (frontend === undefined) {
      return this.#selection.ofUnnamed;
    }
    return this.areByHost ? this.#byName.get(frontend) : undefined;
  }

  /** @throws Error when the record is of one that is no longer configured */
  ofRecord(record: OfFrontend): Frontend {
    const frontend = this.findOf(record);
    if (frontend === undefined) {
      throw new Error('the record is of a frontend that is not configured');
    }
    return frontend;
  }
}

/**
 * Host and port in comparable form: in lower case, without the dot of the root and without the default port of the
 * scheme. Undefined for what is no authority.
 */
function hostOf(url: string): string | undefined {
  if (!/^https?:\/\/[^\s/?#@%\\]+$/i.test(url) || !URL.canParse(url)) {
    return undefined;
  }
  const { hostname, port } = new URL(url);
  const name = hostname.replace(/\.$/, '');
  return port === '' ? name : `${name}:${port}`;
}
