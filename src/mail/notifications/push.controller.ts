import { Body, Controller, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiExcludeController, Problem } from '../../common/index.js';
import { jsonOrText, Route } from '../../http/index.js';
import { notificationsSchema, NotificationReceiver } from './notification-receiver.js';

/** A thousand notifications, of 500 bytes each; Graph puts those of several changes and users into one post. */
const largestBodyBytes = 524_288;
/** Graph has a fast connection; other clients must not occupy the budget of all of them for longer. */
const longestSeconds = 30;
const printable = /^[\x20-\x7e]{1,2048}$/;

/** The endpoint that Graph notifies: public, without a session. A notification is trusted by its client state only. */
@ApiExcludeController()
@Route({
  access: 'public',
  csrf: false,
  budget: 'notifications',
  body: jsonOrText(largestBodyBytes, longestSeconds),
  isForAnyHost: true,
})
@Controller('graph/notifications')
export class PushController {
  constructor(private readonly inbox: NotificationReceiver) {}

  /** https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
  @Post()
  @HttpCode(202)
  async receive(
    @Query('validationToken') validationToken: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    if (validationToken !== undefined) {
      if (typeof validationToken !== 'string' || !printable.test(validationToken)) {
        throw Problem.invalidRequest([
          { path: ['validationToken'], message: 'is not up to 2,048 printable characters' },
        ]);
      }
      void reply.status(200).type('text/plain; charset=utf-8');
      return validationToken;
    }
    const notifications = notificationsSchema.safeParse(body);
    if (!notifications.success) {
      throw Problem.invalidRequest(notifications.error.issues);
    }
    await this.inbox.accept(notifications.data.value);
    return undefined;
  }
}
