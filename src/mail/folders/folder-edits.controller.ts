import { Body, Controller, Delete, HttpCode, Param, Patch, Post } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { folderIdSchema, folderSchema, type MailFolder } from '../model/index.js';
import { FolderEditor } from './folder-editor.js';
import {
  folderChangeSchema,
  folderTaskSchema,
  newFolderSchema,
  type FolderChange,
  type FolderTask,
  type NewFolder,
} from './folder-requests.js';
import { FolderTasks } from './folder-tasks.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mail.write'] })
@Controller('api/mail/folders')
export class FolderEditsController {
  constructor(
    private readonly editor: FolderEditor,
    private readonly tasks: FolderTasks,
  ) {}

  @Post()
  @Route({ body: json() })
  @GraphOperation({
    id: 'createFolder',
    summary: 'Creates a folder',
    status: 201,
    answer: folderSchema,
    hasBody: true,
    problems: ['not_found'],
  })
  create(
    @CurrentSession() session: LiveSession,
    @Body({ schema: newFolderSchema }) folder: NewFolder,
  ): Promise<MailFolder> {
    return this.editor.create(session, folder);
  }

  @Patch(':id')
  @Route({ body: json() })
  @GraphOperation({
    id: 'updateFolder',
    summary: 'Renames a folder, or moves it into another',
    status: 200,
    answer: folderSchema,
    hasBody: true,
    problems: ['not_found'],
  })
  change(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: folderIdSchema }) id: string,
    @Body({ schema: folderChangeSchema }) change: FolderChange,
  ): Promise<MailFolder> {
    return this.editor.change(session, id, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @GraphOperation({
    id: 'deleteFolder',
    summary: 'Moves a folder to Deleted Items, or deletes one that lies there',
    status: 204,
    problems: ['not_found'],
  })
  remove(@CurrentSession() session: LiveSession, @Param('id', { schema: folderIdSchema }) id: string): Promise<void> {
    return this.editor.remove(session, id);
  }

  @Post(':id/empty')
  @HttpCode(202)
  @GraphOperation({
    id: 'emptyFolder',
    summary: 'Moves all messages of a folder to Deleted Items, or deletes those that lie there',
    status: 202,
    answer: folderTaskSchema,
    problems: ['not_found'],
  })
  async empty(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: folderIdSchema }) id: string,
  ): Promise<FolderTask> {
    return { id: await this.tasks.start(session, id, 'empty') };
  }

  @Post(':id/mark-all-read')
  @HttpCode(202)
  @GraphOperation({
    id: 'markFolderRead',
    summary: 'Marks all messages of a folder as read',
    status: 202,
    answer: folderTaskSchema,
    problems: ['not_found'],
  })
  async markAllRead(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: folderIdSchema }) id: string,
  ): Promise<FolderTask> {
    return { id: await this.tasks.start(session, id, 'mark-all-read') };
  }
}
