import { Body, Controller, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { Problem, Public } from '../../common/index.js';
import { notificationsSchema, PushInbox } from './push-inbox.js';
import { PushSubscriptions } from './push-subscriptions.js';

export const notificationsRoute = '/graph/notifications';
const mostBytes = 512 * 1024;
const printable = /^[\x20-\x7e]{1,2048}$/;

/** Graph's door: open to everybody, without a session, and what comes in is believed by its client state only. */
@ApiExcludeController()
@Public()
@Controller(notificationsRoute)
export class PushController {
  constructor(
    private readonly subscriptions: PushSubscriptions,
    private readonly inbox: PushInbox,
  ) {}

  /** https://learn.microsoft.com/graph/change-notifications-delivery-webhooks */
  @Post()
  @HttpCode(202)
  async receive(
    @Query('validationToken') validationToken: unknown,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    if (!this.subscriptions.isConfigured) {
      throw new Problem('not_found');
    }
    if (validationToken !== undefined) {
      if (typeof validationToken !== 'string' || !printable.test(validationToken)) {
        throw new Problem('invalid_request');
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

/** Whoever is not signed in may send less than a user. */
export function limitNotifications(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (options) => {
    if (options.url === notificationsRoute) {
      options.bodyLimit = mostBytes;
    }
  });
}
