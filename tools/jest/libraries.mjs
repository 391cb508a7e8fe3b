import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../node_modules');

/** All bundles that were made here. A new installation removes them, and Jest neither transforms nor counts what is in `node_modules`. */
export const bundlesFolder = join(modules, '.cache/test-libraries');

/**
 * The libraries that `src`, `sandbox` and their tests import by exactly these names. Jest's suites get them as a few large modules
 * (docs/adr/0094-libraries-of-the-tests-as-a-bundle.md). A library must be bundled under all of its names or none, otherwise two
 * copies exist (tools/jest/libraries.spec.ts).
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
 * CommonJS libraries that the service imports late and in parallel. In the bundle they would be ES modules. Jest sometimes fails
 * on late imports that share a module which none of them has linked yet (`request for … is not in cache`, Node 20).
 */
export const unbundled = [
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
];

/** The hash of a bundle's inputs: npm's list of installed packages, the list above, the settings of rolldown, and the version of Node. */
function bundleKey() {
  const hash = createHash('sha256').update(process.version);
  const sources = [
    join(modules, '.package-lock.json'),
    join(here, 'libraries.mjs'),
    join(here, 'bundle-libraries.mjs'),
  ];
  // Other package managers don't write npm's list.
  sources.filter((file) => existsSync(file)).forEach((file) => hash.update('\0').update(readFileSync(file)));
  return hash.digest('hex').slice(0, 16);
}

/** The folder of the bundle for the current installation and version of Node. `npm run build:libraries` writes it. */
export const librariesFolder = join(bundlesFolder, bundleKey());

/** The file name of the bundle's module for a library. */
export function bundledName(name) {
  return `${name.replace(/\.js$/, '')}.mjs`;
}
