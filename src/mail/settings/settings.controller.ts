import { Body, Controller, Get, Put } from '@nestjs/common';

import { ApiTags } from '../../common/index.js';
import { json, Route } from '../../http/index.js';
import { GraphOperation } from '../../graph/index.js';
import { CurrentSession, type LiveSession } from '../../session/index.js';
import {
  automaticRepliesInputSchema,
  automaticRepliesSchema,
  categoriesSchema,
  type AutomaticReplies,
  type AutomaticRepliesInput,
  type Categories,
} from './mailbox-settings.js';
import { SettingsStore } from './settings-store.js';

/** Two texts in HTML. */
const largestRepliesBytes = 1_048_576;

@ApiTags('mail')
@Route({ access: 'session', permissions: ['mailbox.settings'] })
@Controller('api/mail')
export class SettingsController {
  constructor(private readonly settings: SettingsStore) {}

  @Get('categories')
  @GraphOperation({
    id: 'listCategories',
    summary: 'Lists the categories of the mailbox with their colours',
    status: 200,
    answer: categoriesSchema,
  })
  categories(@CurrentSession() session: LiveSession): Promise<Categories> {
    return this.settings.categories(session);
  }

  @Get('automatic-replies')
  @GraphOperation({
    id: 'getAutomaticReplies',
    summary: 'Returns the automatic replies',
    status: 200,
    answer: automaticRepliesSchema,
  })
  automaticReplies(@CurrentSession() session: LiveSession): Promise<AutomaticReplies> {
    return this.settings.automaticReplies(session);
  }

  @Put('automatic-replies')
  @Route({ body: json(largestRepliesBytes) })
  @GraphOperation({
    id: 'setAutomaticReplies',
    summary: 'Sets the automatic replies',
    status: 200,
    answer: automaticRepliesSchema,
    hasBody: true,
  })
  setAutomaticReplies(
    @CurrentSession() session: LiveSession,
    @Body({ schema: automaticRepliesInputSchema }) replies: AutomaticRepliesInput,
  ): Promise<AutomaticReplies> {
    return this.settings.setAutomaticReplies(session, replies);
  }
}
