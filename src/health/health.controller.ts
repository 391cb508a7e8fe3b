import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ApiExcludeController } from '../common/index.js';
import { Route } from '../http/index.js';
import { Readiness, type ReadinessReport } from './readiness.js';

@ApiExcludeController()
@Route({ access: 'public', csrf: false, budget: 'none', isShed: false, isForAnyHost: true })
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    void reply.status(report.status === 'ready' ? 200 : 503);
    return report;
  }
}
