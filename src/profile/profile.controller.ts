import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiTags } from '../common/index.js';
import { Route } from '../http/index.js';
import { CurrentSession, type LiveSession } from '../session/index.js';
import { GraphOperation, sendImage } from '../graph/index.js';
import { ProfileReader } from './profile-reader.js';
import { profileSchema, type Profile } from './profile.js';

@ApiTags('profile')
@Route({ access: 'session', permissions: ['profile.read'] })
@Controller('api/me')
export class ProfileController {
  constructor(private readonly profiles: ProfileReader) {}

  @Get()
  @GraphOperation({
    id: 'getProfile',
    summary: 'Returns the profile of the signed-in user',
    status: 200,
    answer: profileSchema,
  })
  profile(@CurrentSession() session: LiveSession): Promise<Profile> {
    return this.profiles.get(session);
  }

  @Get('photo')
  @GraphOperation({
    id: 'getProfilePhoto',
    summary: "Returns the signed-in user's photo",
    status: 200,
    media: 'image/*',
    problems: ['not_found'],
  })
  async photo(@CurrentSession() session: LiveSession, @Res() reply: FastifyReply): Promise<void> {
    sendImage(reply, await this.profiles.photo(session));
  }
}
