import { parseAllDocuments } from 'yaml';

import { parseApisFile } from '../../src/config/apis-file.js';
import { parseFrontendsFile } from '../../src/config/frontends-file.js';
import { readSettings } from '../../src/config/read-settings.js';
import { unknownSettings } from '../../src/config/unknown-settings.js';
import { chartRenderer } from '../support/helm-chart.js';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly data?: Record<string, string>;
  readonly spec?: unknown;
}

const render = chartRenderer();
if (render === undefined) {
  process.stderr.write(
    'NOT TESTED: the Helm chart; install helm, or golang-go and golang-github-masterminds-sprig-dev\n',
  );
}

(render === undefined ? describe.skip : describe)('the Helm chart', () => {
  const manifestsOf = (file: string): Manifest[] =>
    parseAllDocuments(render?.(file) ?? '')
      .map((document) => {
        expect(document.errors).toEqual([]);
        return document.toJS() as Manifest | null;
      })
      .filter((manifest) => manifest !== null);
  const find = (manifests: readonly Manifest[], kind: string): Manifest | undefined =>
    manifests.find((manifest) => manifest.kind === kind);

  const files = ['ci/workload-identity-values.yaml', 'ci/secret-values.yaml'];

  it.each(files)('with %s creates no Secret, names everything alike, and selects its own pods', (file) => {
    const manifests = manifestsOf(file);

    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    expect(new Set(manifests.map(({ metadata }) => metadata.name.replace(/-(?:apis|frontends)$/, '')))).toEqual(
      new Set(['mail']),
    );
    const { selector, template } = find(manifests, 'Deployment')?.spec as {
      selector: { matchLabels: Record<string, string> };
      template: { metadata: { labels: object } };
    };
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(find(manifests, 'Service')?.spec).toMatchObject({ selector: selector.matchLabels });
    expect(find(manifests, 'NetworkPolicy')?.spec).toMatchObject({ podSelector: selector });
    expect(find(manifests, 'PodDisruptionBudget')?.spec).toEqual({ maxUnavailable: 1, selector });
  });

  it.each(files)('with %s gives the service valid settings', (file) => {
    const { data = {} } = find(manifestsOf(file), 'ConfigMap') ?? {};
    const problems: string[] = [];

    readSettings(
      data,
      (path) => (path.endsWith('encryption-keys') ? `k1:${'A'.repeat(43)}` : 'redis://redis:6379'),
      problems,
    );

    expect([...problems, ...unknownSettings(data)]).toEqual([]);
    expect(data.PUBLIC_URL).toBe('https://mail.example');
  });

  it('with workload identity mounts a token for Entra, and an ExternalSecret provides the other secrets', () => {
    const manifests = manifestsOf('ci/workload-identity-values.yaml');

    expect(JSON.stringify(find(manifests, 'Deployment')?.spec)).toContain(
      '"serviceAccountToken":{"audience":"api://AzureADTokenExchange","expirationSeconds":3600,"path":"token"}',
    );
    expect(find(manifests, 'ConfigMap')?.data).toMatchObject({
      ENTRA_FEDERATED_TOKEN_FILE: '/run/secrets/entra/token',
    });
    expect(find(manifests, 'ExternalSecret')?.spec).toMatchObject({
      data: [
        { secretKey: 'encryption-keys', remoteRef: { key: 'encryption-keys' } },
        { secretKey: 'redis-url', remoteRef: { key: 'mail/redis-url' } },
        { secretKey: 'desk-client-secret', remoteRef: { key: 'desk-client-secret' } },
      ],
    });
  });

  it('passes APIS_FILE so that the service reads the same APIs', () => {
    const map = manifestsOf('ci/workload-identity-values.yaml').find(({ metadata }) => metadata.name === 'mail-apis');
    const problems: string[] = [];

    const { apis } = parseApisFile(map?.data?.['apis.yaml'] ?? '', problems);

    expect(problems).toEqual([]);
    expect(apis.map(({ name, prefix }) => ({ name, prefix }))).toEqual([{ name: 'calendar', prefix: '/api/calendar' }]);
  });

  it('passes FRONTENDS_FILE so that the service reads the same frontends', () => {
    const manifests = manifestsOf('ci/workload-identity-values.yaml');
    const map = manifests.find(({ metadata }) => metadata.name === 'mail-frontends');
    const problems: string[] = [];

    const frontends = parseFrontendsFile(map?.data?.['frontends.yaml'] ?? '', problems);

    expect(problems).toEqual([]);
    expect(frontends.map(({ name, origin }) => [name, origin])).toEqual([
      ['mail', 'https://mail.example'],
      ['desk', 'https://desk.example'],
      ['team', 'https://team.example'],
    ]);
    expect(find(manifests, 'ConfigMap')?.data).toMatchObject({ FRONTENDS_FILE: '/etc/bff-frontends/frontends.yaml' });
    expect(JSON.stringify(find(manifests, 'Deployment')?.spec)).toContain('"mountPath":"/etc/bff-frontends"');
  });

  it('routes to the Service by a Gateway or by an Ingress, and permits Prometheus', () => {
    const [gateway, ingress] = files.map(manifestsOf);

    expect(find(gateway ?? [], 'HTTPRoute')?.spec).toMatchObject({
      hostnames: ['mail.example', 'desk.example', 'team.example'],
      rules: [{ backendRefs: [{ name: 'mail', port: 80 }] }],
    });
    expect(find(ingress ?? [], 'Ingress')?.spec).toMatchObject({
      tls: [{ hosts: ['mail.example'], secretName: 'mail-tls' }],
      rules: [{ host: 'mail.example' }],
    });
    expect(find(gateway ?? [], 'ServiceMonitor')?.spec).toMatchObject({ endpoints: [{ port: 'metrics' }] });
    const rules = find(gateway ?? [], 'PrometheusRule')?.spec as { groups: { rules: object[] }[] };
    expect(rules.groups[0]?.rules.length).toBeGreaterThan(5);
  });
});
