import { Controller, Get, Header, Query } from '@nestjs/common';
import { z } from 'zod';

import { PermissionList, permissionsSchema, sessionStateSchema, stateOf } from '../auth/index.js';
import { ApiTags } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { GraphOperation } from '../graph/index.js';
import { Route } from '../http/index.js';
import {
  FolderNames,
  FolderReader,
  folderPageSchema,
  folderQuerySchema,
  messageFieldsSchema,
  MessageReader,
  messagePageSchema,
  messageQuerySchema,
} from '../mail/index.js';
import { CurrentSession, type LiveSession } from '../session/index.js';

const startSchema = z
  .object({
    session: sessionStateSchema,
    permissions: permissionsSchema.shape.permissions,
    folders: folderPageSchema,
    messages: messagePageSchema,
  })
  .meta({
    id: 'MailStart',
    description:
      'What the first page of a mail app shows; each member as its own route answers it. It does not offer to bind the session to ' +
      'the device: ask for /auth/session too, once after sign-in (it has the header Secure-Session-Registration).',
  });

const startQuerySchema = messageFieldsSchema
  .safeExtend({
    folderDepth: folderQuerySchema.shape.depth.meta({
      description: 'How many levels of folders; from 2 on each has its `children`. Default: 1.',
    }),
  })
  .transform(({ folderDepth, ...query }) => ({ folderDepth, query: messageQuerySchema.parse(query) }));

type StartQuery = z.output<typeof startQuerySchema>;

/**
 * One round trip of the browser instead of four. Each part is still served by its own route: this one requests them at
 * the same time, and fails with the first problem of one of them.
 */
@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'], extendsIdle: 'unless-notified', isConditional: true })
@Controller('api/mail/start')
export class StartController {
  constructor(
    private readonly permissions: PermissionList,
    private readonly folders: FolderReader,
    private readonly folderNames: FolderNames,
    private readonly messages: MessageReader,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @GraphOperation({
    id: 'startMail',
    summary: 'Returns the session, the permissions, the folders and the first messages of one of them',
    status: 200,
    answer: startSchema,
    problems: ['identity_provider_unavailable', 'invalid_cursor', 'not_found'],
  })
  @Header('content-type', 'application/json; charset=utf-8')
  async start(
    @CurrentSession() session: LiveSession,
    @Query({ schema: startQuerySchema }) { folderDepth, query }: StartQuery,
  ): Promise<Buffer> {
    const tree = { depth: folderDepth };
    // First the list, which the user waits for: a batch of many folders takes all permits of the mailbox at a time.
    const [messages, folders, { permissions }] = await Promise.all([
      this.messages.list(session, query),
      this.folderNames.learnFrom(session, tree, () => this.folders.list(session, tree, { isBeside: true })),
      this.permissions.of(session),
    ]);
    const known = JSON.stringify({ session: stateOf(session, this.config), permissions, folders });
    return Buffer.concat([Buffer.from(`${known.slice(0, -1)},"messages":`), messages, Buffer.from('}')]);
  }
}
