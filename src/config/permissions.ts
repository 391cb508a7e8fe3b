import { resourceOf } from './scopes.js';

/** The product's own features with the Microsoft Graph scopes that they need (docs/configuration.md). */
const ownPermissionScopes = {
  'profile.read': ['User.Read'],
  'mail.read': ['Mail.Read'],
  'mail.send': ['Mail.Send'],
  'mail.write': ['Mail.ReadWrite'],
  'mailbox.settings': ['MailboxSettings.ReadWrite'],
  'people.read': ['People.Read', 'User.ReadBasic.All'],
  'calendar.respond': ['Calendars.ReadWrite'],
} as const satisfies Record<string, readonly string[]>;

/** Instead, for personal accounts: they have no directory, and Entra refuses its scopes with `invalid_scope`. */
const personalScopes: { readonly [Name in keyof typeof ownPermissionScopes]?: readonly string[] } = {
  'people.read': ['People.Read'],
};

/** An account of an organization, or one of a person's own. */
export type AccountType = 'work' | 'personal';

declare const configured: unique symbol;

/** A permission that the code names. */
export type OwnPermission = keyof typeof ownPermissionScopes;
/** By its name: one of the product's own, or one that the operator has added in `APIS_FILE`. */
export type Permission = OwnPermission | (string & { readonly [configured]: true });

export interface PermissionDefinition {
  readonly name: Permission;
  readonly scopes: readonly string[];
  /** Where personal accounts need other scopes. */
  readonly personalScopes?: readonly string[] | undefined;
  /** For a person, e.g. `Read your orders`. */
  readonly title?: string | undefined;
}

const nameShape = /^[a-z][a-z\d]*(?:[._-][a-z\d]+)*$/i;
const longestName = 64;

/** Whether it is written as a permission is. Only a catalogue knows whether it exists. */
export function isPermission(name: string): name is Permission {
  return name.length <= longestName && nameShape.test(name);
}

/** All permissions of a configuration and the scopes that each needs. */
export class PermissionCatalogue {
  readonly #definitions: ReadonlyMap<string, PermissionDefinition>;

  constructor(added: readonly PermissionDefinition[] = []) {
    this.#definitions = new Map([...ownDefinitions, ...added].map((definition) => [definition.name, definition]));
  }

  get names(): readonly Permission[] {
    return [...this.#definitions.values()].map(({ name }) => name);
  }

  has(name: string): name is Permission {
    return this.#definitions.has(name);
  }

  titleOf(name: Permission): string | undefined {
    return this.#definitions.get(name)?.title;
  }

  /**
   * The scopes of all `names`, each once, in a stable order. A name from another version of the configuration has none.
   */
  scopesOf(names: Iterable<Permission>, accountType: AccountType = 'work'): string[] {
    const scopes = [...names].flatMap((name) => {
      const definition = this.#definitions.get(name);
      return (accountType === 'personal' ? definition?.personalScopes : undefined) ?? definition?.scopes ?? [];
    });
    return [...new Set(scopes)].sort();
  }

  /** The resources of all `names`: a token, and so a call and an interaction, is for one. */
  resourcesOf(names: Iterable<Permission>): readonly string[] {
    return [...new Set(this.scopesOf(names).map(resourceOf))];
  }

  /** Those of `names` whose scopes are of the same resource as those of `others`; all, when those have none. */
  ofResourceOf(others: Iterable<Permission>, names: Iterable<Permission>): Permission[] {
    const resources = this.resourcesOf(others);
    if (resources.length === 0) {
      return [...names];
    }
    return [...names].filter((name) => this.resourcesOf([name]).every((resource) => resources.includes(resource)));
  }
}

const ownNames = Object.keys(ownPermissionScopes) as OwnPermission[];
const ownDefinitions: readonly PermissionDefinition[] = ownNames.map((name) => ({
  name,
  scopes: ownPermissionScopes[name],
  personalScopes: personalScopes[name],
}));

/** Without `APIS_FILE`. */
export const ownPermissions = new PermissionCatalogue();
