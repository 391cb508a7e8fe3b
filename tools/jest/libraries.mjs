import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../node_modules');

/** All bundles that were made here. A new installation removes them, and Jest neither transforms nor counts what is in `node_modules`. */
export const bundlesFolder = join(modules, '.cache/test-libraries');

/**
 * What `src`, `sandbox` and their tests import by these very names, and what Jest's suites get as a few large modules
 * (docs/adr/0094-libraries-of-the-tests-as-a-bundle.md). A library is bundled under all names or none, or there would be two of it:
 * tools/jest/libraries.spec.ts.
 */
export const libraries = [
  '@azure/msal-node',
  '@fastify/accept-negotiator',
  '@fastify/cookie',
  '@fastify/formbody',
  '@fastify/static',
  '@nestjs/common',
  '@nestjs/common/constants.js',
  '@nestjs/core',
  '@nestjs/passport',
  '@nestjs/platform-fastify',
  '@nestjs/platform-fastify/constants.js',
  '@nestjs/swagger',
  '@oxc-project/runtime/helpers/decorate',
  '@oxc-project/runtime/helpers/decorateMetadata',
  '@oxc-project/runtime/helpers/decorateParam',
  'css-tree/tokenizer',
  'css-tree/utils',
  'fast-check',
  'fastify',
  'ioredis',
  'jose',
  'lru-cache',
  'parse5',
  'passport-azure-ad',
  'pino',
  'prom-client',
  'rate-limiter-flexible',
  'reflect-metadata',
  'selfsigned',
  'undici',
  'yaml',
  'yazl',
  'zod',
];

/**
 * CommonJS that the service imports late and all at once. In the bundle they would be ES modules, and Jest fails now and then on
 * late imports that share a module which none of them has linked yet (`request for … is not in cache`, Node 20).
 */
export const unbundled = [
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
];

/** What a bundle is made from: npm's note of what is installed, the list above, the settings of rolldown, and the Node that told the exports. */
function bundleKey() {
  const hash = createHash('sha256').update(process.version);
  const sources = [
    join(modules, '.package-lock.json'),
    join(here, 'libraries.mjs'),
    join(here, 'bundle-libraries.mjs'),
  ];
  // Another installer leaves no note.
  sources.filter((file) => existsSync(file)).forEach((file) => hash.update('\0').update(readFileSync(file)));
  return hash.digest('hex').slice(0, 16);
}

/** Where `npm run build:libraries` puts the bundle of what is installed now: another installation, and another Node, have one of their own. */
export const librariesFolder = join(bundlesFolder, bundleKey());

/** Path of the bundle's module for a library's name, without its folder. */
export function bundledName(name) {
  return `${name.replace(/\.js$/, '')}.mjs`;
}
