import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';

import { MailModule } from './nest-module.mjs';

const app = await NestFactory.create(MailModule, new ExpressAdapter(), { logger: false });
app.use(cookieParser());
await app.listen(Number(process.env.PORT), '127.0.0.1');
