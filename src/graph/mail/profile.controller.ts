import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiTags } from '../../common/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import { sendImage } from './download.js';
import { profileSchema, type Profile } from './message.schema.js';
import { MailOperation } from './mail-operation.js';
import { ProfileReader } from './profile-reader.js';

@ApiTags('profile')
@Controller('api/me')
export class ProfileController {
  constructor(private readonly profiles: ProfileReader) {}

  @Get()
  @MailOperation({ id: 'getProfile', summary: 'Who the signed-in user is', status: 200, answer: profileSchema })
  profile(@CurrentSession() session: LiveSession): Promise<Profile> {
    return this.profiles.get(session);
  }

  @Get('photo')
  @MailOperation({
    id: 'getProfilePhoto',
    summary: "The signed-in user's picture",
    status: 200,
    media: 'image/*',
    problems: ['not_found'],
  })
  async photo(@CurrentSession() session: LiveSession, @Res() reply: FastifyReply): Promise<void> {
    sendImage(reply, await this.profiles.photo(session));
  }
}
