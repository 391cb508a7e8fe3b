import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { Logger } from '../common/index.js';
import { AppConfig } from './app-config.js';

const pollMs = 2_000;

/** Polls the files of secrets in the background, so that no request reads them. */
@Injectable()
export class SecretFiles implements OnModuleInit, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    if (this.config.secretFiles.length > 0) {
      this.watch(pollMs);
    }
  }

  onModuleDestroy(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Polls never overlap, however slow the file system is. */
  watch(intervalMs: number): void {
    this.#timer = setTimeout(() => {
      void this.#poll().finally(() => {
        if (!this.#isStopped) {
          this.watch(intervalMs);
        }
      });
    }, intervalMs).unref();
  }

  async #poll(): Promise<void> {
    await Promise.all(this.config.secretFiles.map((file) => file.current(this.logger)));
  }
}
