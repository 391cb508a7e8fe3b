import { Module } from '@nestjs/common';

import { GraphModule } from '../../graph/index.js';
import { InvitationReader } from './invitation-reader.js';
import { InvitationResponder } from './invitation-responder.js';
import { InvitationsController } from './invitations.controller.js';

@Module({
  imports: [GraphModule],
  controllers: [InvitationsController],
  providers: [InvitationReader, InvitationResponder],
  exports: [InvitationReader],
})
export class InvitationsModule {}
