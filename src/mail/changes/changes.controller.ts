import { Controller, Get, Query } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { ChangeReader } from './change-reader.js';
import { changesSchema, type MailChanges } from '../model/index.js';
import { changesQuerySchema, type ChangesQuery } from './changes-query.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'], extendsIdle: false })
@Controller('api/mail/changes')
export class ChangesController {
  constructor(private readonly changes: ChangeReader) {}

  @Get()
  @GraphOperation({
    id: 'listChanges',
    summary: 'Lists the changes in a folder since the cursor',
    status: 200,
    answer: changesSchema,
    problems: ['invalid_cursor', 'not_found', 'resync_required'],
  })
  since(
    @CurrentSession() session: LiveSession,
    @Query({ schema: changesQuerySchema }) query: ChangesQuery,
  ): Promise<MailChanges> {
    return this.changes.since(session, query);
  }
}
