import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { MailModelModule } from '../model/index.js';
import { FolderEditor } from './folder-editor.js';
import { FolderEditsController } from './folder-edits.controller.js';
import { FolderNames } from './folder-names.js';
import { FolderReader } from './folder-reader.js';
import { FolderTasks } from './folder-tasks.js';
import { FoldersController } from './folders.controller.js';
import { WellKnownFolders } from './well-known-folders.js';

@Module({
  imports: [GraphModule, MailModelModule],
  controllers: [FoldersController, FolderEditsController],
  providers: [FolderEditor, FolderNames, FolderReader, FolderTasks, WellKnownFolders],
  exports: [FolderNames, FolderReader, WellKnownFolders],
})
export class FoldersModule {}
