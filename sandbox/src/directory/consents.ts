import type { Membership } from './directory.js';
import type { SandboxTenant } from '../model.js';

function userKey(clientId: string, tid: string, oid: string): string {
  return `${clientId}/${tid}/${oid}`;
}
function tenantKey(clientId: string, tid: string): string {
  return `${clientId}/${tid}`;
}

/** The consents of users, and of administrators for a whole tenant. */
export class Consents {
  readonly #byUser = new Map<string, Set<string>>();
  readonly #byTenant = new Map<string, Set<string>>();

  grantByUser(clientId: string, member: Membership, scopes: readonly string[]): void {
    add(this.#byUser, userKey(clientId, member.tenant.tid, member.oid), scopes);
  }

  grantByAdmin(clientId: string, tenant: SandboxTenant, scopes: readonly string[]): void {
    add(this.#byTenant, tenantKey(clientId, tenant.tid), scopes);
  }

  /** Without `scopes`: everything. */
  withdrawFromUser(clientId: string, member: Membership, scopes?: readonly string[]): void {
    remove(this.#byUser, userKey(clientId, member.tenant.tid, member.oid), scopes);
  }

  withdrawFromTenant(clientId: string, tenant: SandboxTenant, scopes?: readonly string[]): void {
    remove(this.#byTenant, tenantKey(clientId, tenant.tid), scopes);
  }

  grantedTo(clientId: string, member: Membership): ReadonlySet<string> {
    return new Set([
      ...(this.#byUser.get(userKey(clientId, member.tenant.tid, member.oid)) ?? []),
      ...(this.#byTenant.get(tenantKey(clientId, member.tenant.tid)) ?? []),
    ]);
  }

  reset(): void {
    this.#byUser.clear();
    this.#byTenant.clear();
  }
}

function add(grants: Map<string, Set<string>>, key: string, scopes: readonly string[]): void {
  grants.set(key, new Set([...(grants.get(key) ?? []), ...scopes]));
}

function remove(grants: Map<string, Set<string>>, key: string, scopes: readonly string[] | undefined): void {
  if (scopes === undefined) {
    grants.delete(key);
    return;
  }
  for (const scope of scopes) {
    grants.get(key)?.delete(scope);
  }
}
