import { Global, Module, type DynamicModule } from '@nestjs/common';

import { AppConfig } from './app-config.js';
import { SecretFiles } from './secret-files.js';

@Global()
@Module({})
export class ConfigModule {
  static of(config: AppConfig): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: AppConfig, useValue: config }, SecretFiles],
      exports: [AppConfig],
    };
  }
}
