import { Module } from '@nestjs/common';

import { GraphModule } from '../graph/index.js';
import { PeopleReader } from './people-reader.js';
import { PeopleController } from './people.controller.js';

/** The user's correspondents, and the people of the directory. */
@Module({ imports: [GraphModule], controllers: [PeopleController], providers: [PeopleReader] })
export class PeopleModule {}
