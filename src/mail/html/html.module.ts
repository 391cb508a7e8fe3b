import { fileURLToPath } from 'node:url';

import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { SanitiserThreads } from './sanitiser-threads.js';

/** Sanitises untrusted HTML in worker threads. */
@Module({
  providers: [{ provide: SanitiserThreads, useFactory: () => new SanitiserThreads(compiledWorker()) }],
  exports: [SanitiserThreads],
})
export class HtmlModule implements OnApplicationShutdown {
  constructor(private readonly sanitiser: SanitiserThreads) {}

  async onApplicationShutdown(): Promise<void> {
    await this.sanitiser.close();
  }
}

/** A thread can only run what was compiled. */
function compiledWorker(): string | undefined {
  const worker = fileURLToPath(new URL('sanitiser-worker.js', import.meta.url));
  return import.meta.url.endsWith('.ts') ? undefined : worker;
}
