import { Module } from '@nestjs/common';

import { ProblemsController } from './problems.controller.js';

/** What is HTTP and belongs to no feature. */
@Module({ controllers: [ProblemsController] })
export class HttpModule {}
