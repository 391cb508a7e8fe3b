/** `npm run openapi`: writes docs/openapi.json, from which the typed client is generated. Needs a built server. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { format } from 'prettier';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { loadConfig } = await import('../dist/config/index.js');
const { createApp } = await import('../dist/create-app.js');
const { openApiDocument } = await import('../dist/http/open-api.js');

const config = loadConfig(
  {
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
    ENTRA_CLIENT_SECRET: 'not used',
    LOG_LEVEL: 'silent',
  },
  () => '',
);
const app = await createApp(config);
const document = await format(JSON.stringify(openApiDocument(app)), { parser: 'json', printWidth: 120 });
writeFileSync(join(root, 'docs/openapi.json'), document);
process.exit(0);
