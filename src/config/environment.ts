import { readFileSync } from 'node:fs';

import type { AppConfig } from './app-config.js';
import { loadConfig } from './load-config.js';

/** @throws ConfigurationError with all problems at once. */
export function configFromEnvironment(): AppConfig {
  return loadConfig(process.env, (path) => readFileSync(path, 'utf8'));
}
