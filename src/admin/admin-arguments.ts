import { parseArgs } from 'node:util';

/** The user of a command: Entra's object id, and the tenant where it is known (then no search is needed). */
export interface UserSelector {
  readonly objectId: string;
  readonly tenantId: string | undefined;
}

export type AdminCommand =
  | { readonly name: 'sessions list' | 'sessions end' | 'erase'; readonly user: UserSelector }
  | { readonly name: 'stats' };

/** The command line is invalid; the message shows the usage. */
export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n\n${usage}`);
    this.name = 'UsageError';
  }
}

const usage = `Usage:
  node dist/admin.js sessions list --user OID [--tenant TID]   the user's sessions
  node dist/admin.js sessions end  --user OID [--tenant TID]   signs the user out everywhere
  node dist/admin.js erase         --user OID [--tenant TID]   also deletes every other key of the user
  node dist/admin.js stats                                     users, sessions, keys and memory
`;

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** @throws UsageError */
export function parseAdminArguments(args: readonly string[]): AdminCommand {
  const { positionals, values } = parsed(args);
  const name = positionals.join(' ');
  switch (name) {
    case 'sessions list':
    case 'sessions end':
    case 'erase':
      return { name, user: selectorOf(values) };
    case 'stats':
      return { name };
    default:
      throw new UsageError(name === '' ? 'A command is missing.' : `There is no command “${name}”.`);
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { user: { type: 'string' }, tenant: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function selectorOf({ user, tenant }: { user?: string | undefined; tenant?: string | undefined }): UserSelector {
  if (user === undefined || !guid.test(user)) {
    throw new UsageError('--user must be the object id of the user, a GUID.');
  }
  if (tenant !== undefined && !guid.test(tenant)) {
    throw new UsageError('--tenant must be the id of the tenant, a GUID.');
  }
  return { objectId: user.toLowerCase(), tenantId: tenant?.toLowerCase() };
}
