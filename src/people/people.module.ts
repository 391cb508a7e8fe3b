import { Module } from '@nestjs/common';

import { GraphModule } from '../graph/index.js';
import { PeopleReader } from './people-reader.js';
import { PeopleController } from './people.controller.js';

/** Whom the user writes to, and who is in the directory. */
@Module({ imports: [GraphModule], controllers: [PeopleController], providers: [PeopleReader] })
export class PeopleModule {}
