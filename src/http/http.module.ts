import { Module } from '@nestjs/common';

import { ProblemsController } from './problems.controller.js';

/** HTTP code that belongs to no feature. */
@Module({ controllers: [ProblemsController] })
export class HttpModule {}
