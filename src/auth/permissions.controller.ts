import { Body, Controller, Get, Post } from '@nestjs/common';

import { ApiTags, Operation, Problem } from '../common/index.js';
import { AppConfig, type Permission } from '../config/index.js';
import { json, Route } from '../http/index.js';
import { CurrentSession, type LiveSession } from '../session/index.js';
import { AdminApprovals } from './admin-approvals.js';
import { InteractionStore, type InteractionTicket } from './interaction-store.js';
import { PermissionList } from './permission-list.js';
import { localReturnUrl } from './return-url.js';
import {
  interactionRequestSchema,
  interactionTicketSchema,
  permissionsSchema,
  type InteractionRequest,
  type Permissions,
} from './schemas.js';

const largestBodyBytes = 16_384;

@ApiTags('permissions')
@Route({ access: 'session' })
@Controller('auth')
export class PermissionsController {
  constructor(
    private readonly permissions: PermissionList,
    private readonly approvals: AdminApprovals,
    private readonly interactions: InteractionStore,
    private readonly config: AppConfig,
  ) {}

  /** The page requests this by itself after a `permissions.changed` event. */
  @Get('permissions')
  @Route({ extendsIdle: false })
  @Operation({
    id: 'listPermissions',
    summary: 'Lists the permissions and what the user has granted',
    status: 200,
    answer: permissionsSchema,
    problems: ['login_required', 'identity_provider_unavailable'],
  })
  list(@CurrentSession() session: LiveSession): Promise<Permissions> {
    return this.permissions.of(session);
  }

  @Post('interactions')
  @Route({ body: json(largestBodyBytes) })
  @Operation({
    id: 'requestInteraction',
    summary: 'Creates an interaction that asks for permissions before a call fails',
    status: 201,
    answer: interactionTicketSchema,
    hasBody: true,
    problems: ['login_required', 'invalid_return_url'],
  })
  async request(
    @CurrentSession() session: LiveSession,
    @Body({ schema: interactionRequestSchema }) body: InteractionRequest,
  ): Promise<InteractionTicket> {
    if (body.returnTo !== undefined && localReturnUrl(body.returnTo) === undefined) {
      throw new Problem('invalid_return_url');
    }
    this.#check(body.permissions);
    const awaited = await this.approvals.awaited(session.reference.userTag);
    const isAwaited = body.permissions.some((name) => awaited.has(name));
    return this.interactions.issue(session, {
      kind: isAwaited && session.user.accountType === 'work' ? 'admin_consent_required' : 'consent_required',
      permissions: body.permissions,
      returnTo: body.returnTo,
    });
  }
  /** Entra takes the scopes of one resource at a time. */
  #check(permissions: readonly Permission[]): void {
    const { permissions: catalogue } = this.config;
    const message = permissions.some((name) => !catalogue.has(name))
      ? `Known are ${catalogue.names.join(', ')}.`
      : 'All must be of the same resource; ask for those of another one by itself.';
    if (permissions.some((name) => !catalogue.has(name)) || catalogue.resourcesOf(permissions).length > 1) {
      throw Problem.invalidRequest([{ path: ['permissions'], message }]);
    }
  }
}
