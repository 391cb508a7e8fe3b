import 'reflect-metadata';

import { parseAdminArguments, runAdmin, UsageError } from './admin/index.js';
import { Logger } from './common/index.js';
import { ConfigurationError, configFromEnvironment } from './config/index.js';

/** `node dist/admin.js`, also in the image. JSON on stdout, the audit line on stderr. */
const exitCodes = { done: 0, failed: 1, nothingFound: 3, usage: 64, badConfiguration: 78 } as const;

try {
  const command = parseAdminArguments(process.argv.slice(2));
  const { isFound, answer } = await runAdmin(command, configFromEnvironment(), new Logger('info', process.stderr));
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  process.exitCode = isFound ? exitCodes.done : exitCodes.nothingFound;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode =
    error instanceof UsageError
      ? exitCodes.usage
      : error instanceof ConfigurationError
        ? exitCodes.badConfiguration
        : exitCodes.failed;
}
