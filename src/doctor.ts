import 'reflect-metadata';

import { ConfigurationError, configFromEnvironment } from './config/index.js';
import { examine, jsonOf, linesOf } from './doctor/index.js';

/** `npm run doctor`, in the image `node dist/doctor.js`: 0 when nothing fails, 1 when something does, 78 as at start. `--json`: for a program. */
const exitBadConfiguration = 78;

try {
  const findings = await examine(configFromEnvironment());
  process.stdout.write(process.argv.includes('--json') ? jsonOf(findings) : linesOf(findings));
  process.exitCode = findings.some(({ level }) => level === 'failure') ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigurationError ? exitBadConfiguration : 1;
}
