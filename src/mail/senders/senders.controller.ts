import { Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import {
  blockedSendersSchema,
  BlockedSenders,
  senderAddressSchema,
  type BlockedSenderList,
} from './blocked-senders.js';

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mailbox.settings'] })
@Controller('api/mail/blocked-senders')
export class SendersController {
  constructor(private readonly senders: BlockedSenders) {}

  @Get()
  @GraphOperation({
    id: 'listBlockedSenders',
    summary: 'Lists the senders whose mail goes to Junk Email',
    status: 200,
    answer: blockedSendersSchema,
  })
  list(@CurrentSession() session: LiveSession): Promise<BlockedSenderList> {
    return this.senders.list(session);
  }

  /** Finding the junk folder requires the permission to read mail. */
  @Put(':address')
  @Route({ permissions: ['mail.read', 'mailbox.settings'] })
  @HttpCode(204)
  @GraphOperation({ id: 'blockSender', summary: 'Moves mail of a sender to Junk Email from now on', status: 204 })
  block(
    @CurrentSession() session: LiveSession,
    @Param('address', { schema: senderAddressSchema }) address: string,
  ): Promise<void> {
    return this.senders.block(session, address);
  }

  @Delete(':address')
  @HttpCode(204)
  @GraphOperation({ id: 'unblockSender', summary: 'Lets mail of a sender into the inbox again', status: 204 })
  unblock(
    @CurrentSession() session: LiveSession,
    @Param('address', { schema: senderAddressSchema }) address: string,
  ): Promise<void> {
    return this.senders.unblock(session, address);
  }
}
