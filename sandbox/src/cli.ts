#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCertificateAuthority } from './certificates/index.js';
import { type CliOptions, optionsFromArguments, usage } from './cli-options.js';
import { describeSandbox } from './cli-text.js';
import { sampleRegistrations } from './directory/index.js';
import { registrationsFrom } from './registrations-file.js';
import { type Sandbox, startSandbox } from './start-sandbox.js';

/** Exit codes of sysexits.h: wrong arguments, an input that can't be read, a port that is taken. */
const wrongUsage = 64;
const noInput = 66;
const unavailable = 69;

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string };

function fail(code: number, text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
}

/** The folder of the certificate authority. It persists, so users have to trust it only once. */
function folderOfAuthority({ ca }: CliOptions): string {
  return ca ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'entra-sandbox');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      name: { type: 'string' },
      registrations: { type: 'string' },
      ca: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
  if (values.help === true || values.version === true) {
    process.stdout.write(values.version === true ? `${manifest.version}\n` : usage);
    return;
  }
  const options = optionsFromArguments(values);
  if (positionals[0] === 'ca') {
    const { file } = await openCertificateAuthority(positionals[1] ?? folderOfAuthority(options));
    process.stdout.write(`${file}\n`);
    return;
  }
  if (positionals.length > 0) {
    throw new RangeError(`Unknown command: ${positionals.join(' ')}`);
  }
  if (options.registrations !== undefined && !existsSync(options.registrations)) {
    fail(noInput, `The file ${options.registrations} doesn't exist.`);
    return;
  }
  await serve(options);
}

async function serve(options: CliOptions): Promise<void> {
  const registrations =
    options.registrations === undefined ? sampleRegistrations : registrationsFrom(options.registrations);
  const sandbox = await startSandbox({
    ...options.sandbox,
    caFolder: folderOfAuthority(options),
    registrations,
  });
  process.stdout.write(
    options.isJson
      ? `${JSON.stringify({ ready: true, ...addressesOf(sandbox) })}\n`
      : describeSandbox(sandbox, manifest.version),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close());
  }
}

function addressesOf({ authorityHost, graphBaseUrl, pagesUrl, uploadsUrl, ordersUrl, caFile }: Sandbox): object {
  return { authorityHost, graphBaseUrl, pagesUrl, uploadsUrl, ordersUrl, caFile };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

try {
  await main();
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === 'EADDRINUSE') {
    fail(unavailable, `${text}. Take other ports: --port 5010`);
  } else if (error instanceof RangeError || codeOf(error).startsWith('ERR_PARSE_ARGS')) {
    fail(wrongUsage, `${text}\nRun entra-sandbox --help to see the options.`);
  } else {
    throw error;
  }
}
