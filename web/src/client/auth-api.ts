import { singleFlight } from './single-flight.js';
import type { CallOptions, Transport } from './transport.js';
import type { Interaction, Permission, PermissionName, SessionState, SessionSummary } from './types.js';

export interface InteractionRequest {
  readonly permissions: readonly PermissionName[];
  readonly returnTo: string;
}

/** `/auth`: the session, its permissions, and redirects to Entra. */
export class AuthApi {
  /** Concurrent calls share one request. Does not extend the session. */
  readonly session: () => Promise<SessionState>;

  constructor(private readonly transport: Transport) {
    this.session = singleFlight(() => this.transport.call((init) => this.transport.api.GET('/auth/session', init)));
  }

  async permissions(options?: CallOptions): Promise<Permission[]> {
    const answer = await this.transport.call((init) => this.transport.api.GET('/auth/permissions', init), options);
    return answer.permissions;
  }

  startInteraction(request: InteractionRequest, options?: CallOptions): Promise<Interaction> {
    const body = { permissions: [...request.permissions], returnTo: request.returnTo };
    return this.transport.call((init) => this.transport.api.POST('/auth/interactions', { ...init, body }), options);
  }

  async logout(everywhere: boolean, options?: CallOptions): Promise<string> {
    const body = { everywhere };
    const answer = await this.transport.call(
      (init) => this.transport.api.POST('/auth/logout', { ...init, body }),
      options,
    );
    return answer.logoutUrl;
  }

  async sessions(options?: CallOptions): Promise<SessionSummary[]> {
    const answer = await this.transport.call((init) => this.transport.api.GET('/auth/sessions', init), options);
    return answer.sessions;
  }

  async revokeSession(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call((init) => this.transport.api.DELETE('/auth/sessions/{id}', { ...init, params }), options);
  }
}
