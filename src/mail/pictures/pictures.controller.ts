import { Controller, Get, Query, Res } from '@nestjs/common';

import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { ApiExcludeController } from '../../common/index.js';
import { Route } from '../../http/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { messageIdSchema } from '../model/index.js';
import { RemotePictures } from './remote-pictures.js';

const pictureQuerySchema = z.strictObject({
  message: messageIdSchema,
  address: z
    .string()
    .min(1)
    .max(8_192)
    .regex(/^[\w-]+$/, 'is not an address of a picture'),
  /** For readers of the address; it has no meaning. */
  name: z.string().max(64).optional(),
});

/** Not for a client to call by itself: the sealed addresses are in the HTML of messages. */
@ApiExcludeController()
@Route({ access: 'session', extendsIdle: 'unless-notified', permissions: ['mail.read'] })
@Controller('api/mail/pictures')
export class PicturesController {
  constructor(private readonly pictures: RemotePictures) {}

  @Get()
  async picture(
    @CurrentSession() session: LiveSession,
    @Query({ schema: pictureQuerySchema }) { message, address }: z.infer<typeof pictureQuerySchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { type, bytes } = await this.pictures.get(session, message, address);
    await reply
      .headers({
        'content-type': type,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      .send(bytes);
  }
}
