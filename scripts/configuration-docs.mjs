/**
 * `npm run docs:configuration`: writes docs/configuration.md, .env.example and the names in the Helm chart's schema from the one
 * schema. It also copies the alerts into the chart, which can't read files outside of it. It needs a built server.
 * With `--check` it writes nothing, and fails when a file is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { format } from 'prettier';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { settings } = await import('../dist/config/settings.js');
const entries = Object.entries(settings);

const rows = entries.map(([name, { default: value, meaning, isSecret }]) => {
  const file = isSecret ? ` Also as \`${name}_FILE\`.` : '';
  return `| \`${name}\` | ${value === undefined ? '–' : `\`${value}\``} | ${meaning.replaceAll('|', '\\|')}${file} |`;
});
const page = `# Configuration

Made from \`src/config/settings.ts\` by \`npm run docs:configuration\`; edit there.

All settings are environment variables. A bad configuration is refused at start: every problem is printed at once with
its cure, secrets are never echoed, and the exit code is 78. A setting that is a secret may instead be given as
\`NAME_FILE\`, the path of a file that holds it (Docker and Kubernetes secrets).

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}

Required: \`ENTRA_TENANT\`, \`ENTRA_CLIENT_ID\` and exactly one of \`ENTRA_CLIENT_SECRET\`, \`ENTRA_CLIENT_CERTIFICATE_FILE\`,
\`ENTRA_FEDERATED_TOKEN_FILE\`. In production also \`ENCRYPTION_KEYS\` and one of \`REDIS_URL\`, \`REDIS_CLUSTER_NODES\`,
\`REDIS_SENTINELS\`.

Make an encryption key with

    node -p "'k1:' + crypto.randomBytes(32).toString('base64url')"

To rotate, follow the steps of [operations.md](operations.md#key-rotation): no restart, and nobody is signed out.
`;
put('docs/configuration.md', await format(page, { parser: 'markdown', printWidth: 120 }));

/** Links lead from docs/; a comment names the file. */
function plainText(meaning) {
  return meaning.replaceAll(/\[[^\]]*\]\(([^)]+)\)/g, 'docs/$1');
}
const lines = entries.map(
  ([name, { default: value, meaning }]) => `# ${plainText(meaning)}\n#${name}=${value ?? ''}\n`,
);
put('.env.example', `# Made from src/config/settings.ts by npm run docs:configuration.\n\n${lines.join('\n')}`);

/** The settings that the chart or the image sets by itself. */
const setByChart = ['NODE_ENV', 'PORT', 'HOST', 'METRICS_PORT', 'APIS_FILE', 'FRONTENDS_FILE'];
const chartSchema = 'deploy/helm/entra-mail-bff/values.schema.json';
const schema = JSON.parse(readFileSync(join(root, chartSchema), 'utf8'));
const names = entries.filter(([name]) => !setByChart.includes(name));
const plain = names.filter(([name, { isSecret }]) => !isSecret && !name.endsWith('_FILE')).map(([name]) => name);
const files = names.filter(([name]) => name.endsWith('_FILE')).map(([name]) => name);
const secrets = names.filter(([, { isSecret }]) => isSecret).map(([name]) => `${name}_FILE`);
schema.properties.settings.propertyNames.anyOf[0].enum = plain;
schema.properties.secretFiles.propertyNames.enum = [...secrets, ...files];
put(chartSchema, await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 }));

put('deploy/helm/entra-mail-bff/files/alerts.yml', readFileSync(join(root, 'deploy/prometheus/alerts.yml'), 'utf8'));

function put(name, content) {
  const file = join(root, name);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, content);
  } else if (readFileSync(file, 'utf8') !== content) {
    process.stderr.write(`${name} is out of date; run npm run docs:configuration\n`);
    process.exitCode = 1;
  }
}
