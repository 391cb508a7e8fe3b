import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { parseAllDocuments } from 'yaml';

import { settings, type Setting } from '../../src/config/settings.js';
import { PrometheusMetrics } from '../../src/telemetry/prometheus-metrics.js';
import { chartFolder, valuesOf } from '../support/helm-chart.js';

const root = join(import.meta.dirname, '../..');

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Strict: invalid YAML, or a duplicate name, throws. */
function documentsOf<T>(path: string): T[] {
  return parseAllDocuments(textOf(path), { merge: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as T;
  });
}

interface AlertRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations: object;
  readonly labels: object;
}

const rules = documentsOf<{ groups: { rules: AlertRule[] }[] }>('deploy/prometheus/alerts.yml').flatMap(({ groups }) =>
  groups.flatMap((group) => group.rules),
);
const recorded = rules.flatMap(({ record = [] }) => record);
const alerts = rules.flatMap(({ alert, ...rest }) => (alert === undefined ? [] : [{ alert, ...rest }]));

const { panels } = JSON.parse(textOf('deploy/grafana/dashboard.json')) as {
  panels: { title: string; targets?: { expr: string }[] }[];
};

const metrics = new PrometheusMetrics();
metrics.gauge('bff_sessions_active', () => 0);
metrics.gauge('bff_client_certificate_expiry_seconds', () => 0);
metrics.gauge('bff_redis_memory_used_ratio', () => 0);
const ownMetrics = metrics.registry.getMetricsAsArray().map(({ name }) => name);

/** Names in an expression of Prometheus, without what it adds to those of histograms. */
function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b((?:bff|nodejs|process|(?:http|db)_client|http_server)_[a-z_0-9]+)/g)].map(
    ([, name = '']) => name.replace(/_(?:count|sum|bucket)$/, ''),
  );
}

describe('the alert rules', () => {
  const runbook = textOf('docs/operations.md');

  it.each(alerts)('$alert states one thing, its severity and what to do, and uses existing metrics', (rule) => {
    expect(rule.annotations).toEqual({
      summary: expect.any(String) as string,
      runbook_url: `docs/operations.md#${rule.alert.toLowerCase()}`,
    });
    expect(runbook).toContain(`\n#### ${rule.alert}\n`);
    expect(rule.labels).toEqual({ severity: expect.stringMatching(/^(?:page|ticket)$/) as string });
    expect([...metricsIn(rule.expr), ...recorded.filter((name) => rule.expr.includes(name))]).not.toEqual([]);
  });

  it.each(rules)('uses existing metrics: $alert $record', ({ expr }) => {
    expect(ownMetrics).toEqual(expect.arrayContaining(metricsIn(expr)));
  });

  it('fire when they should, and only then', () => {
    const { error, status, stdout, stderr } = spawnSync(
      'promtool',
      ['test', 'rules', join(root, 'deploy/prometheus/alerts.test.yml')],
      { encoding: 'utf8' },
    );
    if (error !== undefined) {
      process.stderr.write(
        'SKIPPED: promtool is not installed (Debian: package prometheus); the alert rules were not tried\n',
      );
      return;
    }
    expect({ status, said: stdout + stderr }).toMatchObject({ status: 0 });
  });
});

describe('the dashboard', () => {
  it.each(panels)('shows only existing metrics: $title', ({ targets = [] }) => {
    const shown = targets.flatMap(({ expr }) => metricsIn(expr));

    expect(shown).not.toEqual([]);
    expect(ownMetrics).toEqual(expect.arrayContaining(shown));
  });
});

it('docs/operations.md explains every metric of the service', () => {
  const [, section = ''] = textOf('docs/operations.md').split('\n## Metrics\n');
  const [table = ''] = section.split('\n## ');
  const explained = [...table.matchAll(/^\| `(bff_\w+)`/gm)].map(([, name]) => name);

  expect(explained.sort()).toEqual(ownMetrics.filter((name) => name.startsWith('bff_')).sort());
});

it('docs/operations.md explains every event of the audit log', () => {
  const events = [...textOf('src/common/audit-log.ts').matchAll(/^ {2}\| '(\w+)'/gm)].map(([, name]) => name);
  const [, table = ''] = textOf('docs/operations.md').split('\n**Audit**:');
  const rows = [...(table.split('\nMembers:')[0] ?? '').matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );

  expect(events).toContain('sign_in');
  expect(rows.filter((name) => name !== 'event').sort()).toEqual(events.sort());
});

describe('the settings in', () => {
  const known = Object.entries<Setting>(settings).flatMap(([name, { isSecret }]) =>
    isSecret ? [name, `${name}_FILE`] : [name],
  );
  /** Read by Node itself. */
  const node = ['NODE_EXTRA_CA_CERTS'];

  it.each(['docker-compose.yml', 'docker-compose.tls.yml', 'docker-compose.tenant.yml'])('%s are settings', (path) => {
    const [compose] = documentsOf<{ services: { bff: { environment: object } } }>(path);

    expect([...known, ...node]).toEqual(expect.arrayContaining(Object.keys(compose?.services.bff.environment ?? {})));
  });

  it('deploy/kubernetes/bff.yaml are settings', () => {
    const map = documentsOf<{ kind: string; data?: object }>('deploy/kubernetes/bff.yaml').find(
      ({ kind }) => kind === 'ConfigMap',
    );

    expect(known).toEqual(expect.arrayContaining(Object.keys(map?.data ?? {})));
    expect(map?.data).toBeDefined();
  });
});

describe('deploy/kubernetes/bff.yaml', () => {
  const documents = documentsOf<{ kind: string; spec?: object }>('deploy/kubernetes/bff.yaml');
  const specOf = (kind: string): object | undefined => documents.find((document) => document.kind === kind)?.spec;

  it('applies no Secret: it would empty the real one', () => {
    expect(documents.map(({ kind }) => kind)).not.toContain('Secret');
  });

  it('permits draining a node with the last replica, and leaves the number of replicas to the autoscaler', () => {
    expect(specOf('PodDisruptionBudget')).toMatchObject({ maxUnavailable: 1 });
    expect(specOf('Deployment')).not.toHaveProperty('replicas');
    expect(specOf('HorizontalPodAutoscaler')).toMatchObject({ minReplicas: 2 });
  });

  it('allows every port that docs/operations.md recommends', () => {
    const { egress } = specOf('NetworkPolicy') as { egress: { ports: { port: number }[] }[] };

    expect(egress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual(
      expect.arrayContaining([53, 443, 6379, 6380, 10000, 26379, 4318]),
    );
  });
});

describe('the Helm chart', () => {
  const schema = JSON.parse(textOf('deploy/helm/entra-mail-bff/values.schema.json')) as object;
  const problemsOf = (values: object): string[] => {
    const ajv = new Ajv({ allErrors: true, strict: false });
    ajv.validate(schema, values);
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  };
  const example = valuesOf('ci/secret-values.yaml');

  it.each(['ci/workload-identity-values.yaml', 'ci/secret-values.yaml'])('accepts %s', (path) => {
    expect(problemsOf(valuesOf(path))).toEqual([]);
  });

  it('refuses what is missing, misspelt or of the wrong kind', () => {
    expect(problemsOf(valuesOf())).toEqual([
      '/image/repository must NOT have fewer than 1 characters',
      expect.stringContaining('/settings/PUBLIC_URL'),
      expect.stringContaining('/settings/ENTRA_TENANT'),
      expect.stringContaining('/settings/ENTRA_CLIENT_ID'),
    ]);
    expect(problemsOf({ ...example, replica: 2 })).toEqual([' must NOT have additional properties']);
    const settingsOf = (added: object): object => ({
      ...example,
      settings: { ...(example['settings'] as object), ...added },
    });
    expect(problemsOf(settingsOf({ SESSION_IDLE_TIMEOUT: '60' }))).toContain('/settings property name must be valid');
    expect(problemsOf(settingsOf({ ENCRYPTION_KEYS: 'k1:x' }))).toContain('/settings property name must be valid');
    expect(problemsOf(settingsOf({ REDIS_TLS: true }))).toEqual(['/settings/REDIS_TLS must be string']);
  });

  it('names existing settings and no other; npm run docs:configuration writes them', () => {
    const names = schema as {
      properties: {
        settings: { propertyNames: { anyOf: { enum?: string[] }[] } };
        secretFiles: { propertyNames: { enum: string[] } };
      };
    };
    const listed = [
      ...(names.properties.settings.propertyNames.anyOf[0]?.enum ?? []),
      ...names.properties.secretFiles.propertyNames.enum,
      'NODE_ENV',
      'PORT',
      'HOST',
      'METRICS_PORT',
      'APIS_FILE',
      'FRONTENDS_FILE',
    ];
    const wanted = Object.entries<Setting>(settings).map(([name, { isSecret }]) => (isSecret ? `${name}_FILE` : name));

    expect(listed.sort()).toEqual(wanted.sort());
  });

  it('reads only values that values.yaml has', () => {
    const values = valuesOf();
    const used = readdirSync(join(chartFolder, 'templates')).flatMap((name) =>
      [...textOf(`deploy/helm/entra-mail-bff/templates/${name}`).matchAll(/\$?\.Values\.([\w.]+)/g)].map(
        ([, path = '']) => path,
      ),
    );
    const isThere = (path: string): boolean => {
      let value: unknown = values;
      for (const part of path.split('.')) {
        value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
      }
      return value !== undefined;
    };

    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((path) => !isThere(path))).toEqual([]);
  });

  it('has the alerts of deploy/prometheus; npm run docs:configuration copies them', () => {
    expect(readFileSync(join(chartFolder, 'files/alerts.yml'), 'utf8')).toBe(textOf('deploy/prometheus/alerts.yml'));
  });
});
