import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiTags } from '../common/index.js';
import { Route } from '../http/index.js';
import { GraphOperation, sendImage } from '../graph/index.js';
import { CurrentSession, type LiveSession } from '../session/index.js';
import { PeopleReader } from './people-reader.js';
import { peopleQuerySchema, peopleSchema, personIdSchema, type People, type PeopleQuery } from './people.js';

@ApiTags('people')
@Route({ access: 'session', permissions: ['people.read'] })
@Controller('api/people')
export class PeopleController {
  constructor(private readonly people: PeopleReader) {}

  @Get()
  @GraphOperation({
    id: 'findPeople',
    summary: 'Searches people: those whom the user writes to first, then the directory',
    status: 200,
    answer: peopleSchema,
  })
  find(
    @CurrentSession() session: LiveSession,
    @Query({ schema: peopleQuerySchema }) query: PeopleQuery,
  ): Promise<People> {
    return this.people.find(session, query);
  }

  /** The page requests it where it shows a name. */
  @Get(':id/photo')
  @Route({ extendsIdle: false })
  @GraphOperation({
    id: 'getPersonPhoto',
    summary: "Returns a person's photo",
    status: 200,
    media: 'image/*',
    problems: ['not_found'],
  })
  async photo(
    @CurrentSession() session: LiveSession,
    @Param('id', { schema: personIdSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendImage(reply, await this.people.photo(session, id));
  }
}
