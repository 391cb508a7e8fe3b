/** Starts the sandbox with the client secret from a file, so that it is in no environment that an engine shows. */
import { readFileSync } from 'node:fs';

process.env['SANDBOX_CLIENT_SECRET'] = readFileSync(process.env['SANDBOX_CLIENT_SECRET_FILE'], 'utf8').trim();
await import('../../sandbox/dist/main.js');
