import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createConfig, lintFromString } from '@redocly/openapi-core';

import { Logger } from '../../src/common/index.js';
import { loadConfig } from '../../src/config/index.js';
import { createApp } from '../../src/create-app.js';
import { openApiDocument } from '../../src/http/open-api.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');

async function findingsOf(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, config });
  return problems.map(({ ruleId, message, location }) => `${location[0]?.pointer ?? ''} ${ruleId}: ${message}`);
}

describe('docs/openapi.json', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = loadConfig(
      {
        ENTRA_TENANT: 'common',
        ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
        ENTRA_CLIENT_SECRET: 'not used',
        NODE_ENV: 'test',
      },
      () => '',
    );
    app = await createApp(config, { logger: new Logger('silent') });
  });

  afterAll(() => app.close());

  it('is the description that the server generates; `npm run openapi` writes it', () => {
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(openApiDocument(app))));
  });

  it('passes the strict rules of its linter', async () => {
    expect(await findingsOf(text)).toEqual([]);
  });

  it('would not pass with the `nullable` of OpenAPI 3.0', async () => {
    const spoilt = text.replace('"displayName": {', '"displayName": { "nullable": true,');

    expect(spoilt).not.toBe(text);
    expect(await findingsOf(spoilt)).toContainEqual(expect.stringContaining('nullable'));
  });
});
