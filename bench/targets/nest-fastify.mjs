import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import { MailModule } from './nest-module.mjs';

const app = await NestFactory.create(MailModule, new FastifyAdapter(), { logger: false });
await app.register(cookie);
await app.listen(Number(process.env.PORT), '127.0.0.1');
