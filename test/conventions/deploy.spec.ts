import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { settings, type Setting } from '../../src/config/settings.js';
import { PrometheusMetrics } from '../../src/telemetry/prometheus-metrics.js';

const root = join(import.meta.dirname, '../..');

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Strict: what is no YAML, or says a name twice, throws. */
function documentsOf<T>(path: string): T[] {
  return parseAllDocuments(textOf(path), { merge: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as T;
  });
}

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: object;
  readonly labels: object;
}

const alerts = documentsOf<{ groups: { rules: AlertRule[] }[] }>('deploy/prometheus/alerts.yml').flatMap(({ groups }) =>
  groups.flatMap(({ rules }) => rules),
);

const { panels } = JSON.parse(textOf('deploy/grafana/dashboard.json')) as {
  panels: { title: string; targets?: { expr: string }[] }[];
};

const metrics = new PrometheusMetrics();
metrics.gauge('bff_sessions_active', () => 0);
metrics.gauge('bff_client_certificate_expiry_seconds', () => 0);
const ownMetrics = metrics.registry.getMetricsAsArray().map(({ name }) => name);

/** Names in an expression of Prometheus, without what it adds to those of histograms. */
function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b((?:bff|nodejs|process)_[a-z_0-9]+)/g)].map(([, name = '']) =>
    name.replace(/_(?:count|sum|bucket)$/, ''),
  );
}

describe('the alert rules', () => {
  it.each(alerts)('$alert says one thing, how bad it is, and asks for a metric that there is', (rule) => {
    expect(Object.keys(rule.annotations)).toEqual(['summary']);
    expect(rule.labels).toEqual({ severity: expect.stringMatching(/^(?:page|ticket)$/) as string });
    expect(metricsIn(rule.expr)).not.toEqual([]);
    expect(ownMetrics).toEqual(expect.arrayContaining(metricsIn(rule.expr)));
  });
});

describe('the dashboard', () => {
  it.each(panels)('shows only metrics that there are: $title', ({ targets = [] }) => {
    const shown = targets.flatMap(({ expr }) => metricsIn(expr));

    expect(shown).not.toEqual([]);
    expect(ownMetrics).toEqual(expect.arrayContaining(shown));
  });
});

it('docs/operations.md explains every metric of ours', () => {
  const [, section = ''] = textOf('docs/operations.md').split('\n## Metrics\n');
  const [table = ''] = section.split('\n## ');
  const explained = [...table.matchAll(/^\| `(bff_\w+)`/gm)].map(([, name]) => name);

  expect(explained.sort()).toEqual(ownMetrics.filter((name) => name.startsWith('bff_')).sort());
});

describe('the settings in', () => {
  const known = Object.entries<Setting>(settings).flatMap(([name, { isSecret }]) =>
    isSecret ? [name, `${name}_FILE`] : [name],
  );
  /** Read by Node itself. */
  const node = ['NODE_EXTRA_CA_CERTS'];

  it.each(['docker-compose.yml', 'docker-compose.tenant.yml'])('%s are settings', (path) => {
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
