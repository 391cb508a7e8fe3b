import { Global, Module } from '@nestjs/common';

import { EntraAuthorities } from './entra-authorities.js';

@Global()
@Module({ providers: [EntraAuthorities], exports: [EntraAuthorities] })
export class EntraModule {}
