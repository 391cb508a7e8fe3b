import { Controller, Get, Query } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { FolderNames } from './folder-names.js';
import { FolderReader } from './folder-reader.js';
import { folderPageSchema, type MailFolderPage } from '../model/index.js';
import { folderQuerySchema, type FolderQuery } from './folder-requests.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.read'] })
@Controller('api/mail/folders')
export class FoldersController {
  constructor(
    private readonly folders: FolderReader,
    private readonly names: FolderNames,
  ) {}

  @Get()
  @Route({ extendsIdle: 'unless-notified', isConditional: true })
  @GraphOperation({
    id: 'listFolders',
    summary: 'Lists the folders of the mailbox, or of one folder',
    status: 200,
    answer: folderPageSchema,
    problems: ['invalid_cursor', 'not_found'],
  })
  async list(
    @CurrentSession() session: LiveSession,
    @Query({ schema: folderQuerySchema }) query: FolderQuery,
  ): Promise<MailFolderPage> {
    return this.names.learnFrom(session, query, () => this.folders.list(session, query));
  }
}
