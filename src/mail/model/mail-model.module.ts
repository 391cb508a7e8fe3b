import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { LongCursors } from './long-cursors.js';
import { MailCursor } from './mail-cursor.js';

/** Code that every mail feature shares: the schemas of a message, and the cursor of a list. */
@Module({
  imports: [GraphModule],
  providers: [LongCursors, MailCursor],
  exports: [MailCursor],
})
export class MailModelModule {}
