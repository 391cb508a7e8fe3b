/** What both adapters serve; decorators are called as functions because this file is not compiled. */
import 'reflect-metadata';

import { Controller, Get, Module, Req, UnauthorizedException, UseGuards } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

import { listPath, mapped } from '../harness/mail.mjs';
import { tokenKeyOf } from './paths.mjs';

const redis = new Redis(process.env.REDIS_URL);
const graph = new Pool(process.env.BENCH_GRAPH_ORIGIN, { connections: 256 });

const guard = {
  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    const [token] = await redis.mget(tokenKeyOf(`sid=${request.cookies.sid ?? ''}`), 'limit:none');
    if (token === null) {
      throw new UnauthorizedException();
    }
    request.token = token;
    return true;
  },
};

class MailController {
  async list({ token }) {
    const { body } = await graph.request({
      method: 'GET',
      path: listPath,
      headers: { authorization: `Bearer ${token}` },
    });
    return mapped(await body.json());
  }
}
Controller('api/mail/messages')(MailController);
decorate(Get(), UseGuards(guard));
Req()(MailController.prototype, 'list', 0);

function decorate(...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(MailController.prototype, 'list');
  decorators.forEach((decorator) => decorator(MailController.prototype, 'list', descriptor));
}

export class MailModule {}
Module({ controllers: [MailController] })(MailModule);
