import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly version: string;
  readonly engines: object;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', folder, 'package.json'), 'utf8')) as Manifest;

describe('the package of the service', () => {
  const service = manifestOf('.');
  const library = manifestOf('packages/service');

  it('has the version of the service and runs on the same Node', () => {
    expect([library.version, library.engines]).toEqual([service.version, service.engines]);
  });

  it('needs what the service needs, at the same versions; what an application has once is a peer', () => {
    // Only the API document of a service in development is made with it.
    const { '@nestjs/swagger': _, ...needed } = service.dependencies;
    const peers = Object.fromEntries(
      Object.keys(library.peerDependencies).map((name) => [name, `^${service.dependencies[name] ?? ''}`]),
    );

    expect(library.peerDependencies).toEqual(peers);
    expect({ ...library.dependencies, ...library.peerDependencies }).toEqual({ ...needed, ...peers });
  });
});
