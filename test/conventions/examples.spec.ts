import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { parseFrontendsFile } from '../../src/config/frontends-file.js';
import { settings, type Setting } from '../../src/config/settings.js';

const root = join(import.meta.dirname, '../..');

function documentsOf(path: string): Record<string, unknown>[] {
  return parseAllDocuments(readFileSync(join(root, path), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Record<string, unknown>;
  });
}

describe('the examples', () => {
  it.each(['examples/ingress/ingress-nginx.yaml', 'examples/ingress/gateway.yaml'])(
    '%s leads to the Service of deploy/kubernetes',
    (path) => {
      const services = documentsOf('deploy/kubernetes/bff.yaml')
        .filter(({ kind }) => kind === 'Service')
        .map(({ metadata }) => (metadata as { name: string }).name);
      const named = [
        ...JSON.stringify(documentsOf(path)).matchAll(/"(?:service|backendRefs)":\[?\{"name":"([^"]+)"/g),
      ].map(([, name]) => name);

      expect(named).toEqual(services);
    },
  );

  it('let the service read the file of frontends without a problem', () => {
    const problems: string[] = [];
    const frontends = parseFrontendsFile(
      readFileSync(join(root, 'examples/frontends/frontends.yaml'), 'utf8'),
      problems,
    );

    expect([frontends.map(({ name }) => name), problems]).toEqual([['mail', 'team', 'desk'], []]);
  });

  it('give Azure Container Apps existing settings, and each secret that they name', () => {
    const [app] = documentsOf('examples/azure-container-apps/mail.yaml') as [
      {
        properties: {
          configuration: { secrets: { name: string }[] };
          template: { containers: { env: { name: string; value: string }[]; volumeMounts: { mountPath: string }[] }[] };
        };
      },
    ];
    const { configuration, template } = app.properties;
    const { env, volumeMounts } = template.containers[0] ?? { env: [], volumeMounts: [] };
    const known = Object.entries<Setting>(settings).flatMap(([name, { isSecret }]) =>
      isSecret ? [name, `${name}_FILE`] : [name],
    );
    const files = env.filter(({ name }) => name.endsWith('_FILE')).map(({ value }) => value);

    expect(known).toEqual(expect.arrayContaining(env.map(({ name }) => name)));
    expect(files.sort()).toEqual(
      configuration.secrets.map(({ name }) => `${volumeMounts[0]?.mountPath ?? ''}/${name}`).sort(),
    );
  });

  it('make Traefik send requests to a service of its file, by a transport of its file', () => {
    documentsOf('examples/traefik/traefik.yaml');
    const [{ http }] = documentsOf('examples/traefik/mail.yaml') as [
      {
        http: {
          routers: { mail: { service: string } };
          services: Record<string, { loadBalancer: { serversTransport: string } }>;
          serversTransports: object;
        };
      },
    ];
    const service = http.services[http.routers.mail.service];

    expect(Object.keys(http.serversTransports)).toEqual([service?.loadBalancer.serversTransport]);
  });
});
