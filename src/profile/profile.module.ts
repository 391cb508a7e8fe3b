import { Module } from '@nestjs/common';

import { GraphModule } from '../graph/index.js';
import { ProfileReader } from './profile-reader.js';
import { ProfileController } from './profile.controller.js';

/** Who the signed-in user is. */
@Module({ imports: [GraphModule], controllers: [ProfileController], providers: [ProfileReader] })
export class ProfileModule {}
