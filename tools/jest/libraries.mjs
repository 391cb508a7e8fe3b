import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run build:libraries` puts them: a new installation removes them, and Jest neither transforms nor counts what is here. */
export const librariesFolder = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  'node_modules/.cache/test-libraries',
);

/**
 * What `src`, `sandbox` and their tests import by these very names, and what Jest's suites get as a few large modules
 * (docs/adr/0094-libraries-of-the-tests-as-a-bundle.md). A library is bundled under all names or none, or there would be two of it:
 * test/conventions/test-libraries.spec.ts.
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

/** The file of a library's name. */
export function bundledFile(name) {
  return join(librariesFolder, `${name.replace(/\.js$/, '')}.mjs`);
}
