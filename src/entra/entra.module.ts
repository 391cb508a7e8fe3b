import { Global, Module } from '@nestjs/common';

import { EntraAuthority } from './entra-authority.js';

@Global()
@Module({ providers: [EntraAuthority], exports: [EntraAuthority] })
export class EntraModule {}
