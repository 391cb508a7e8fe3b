import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

interface Manifest {
  readonly version: string;
  readonly engines: object;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../..', folder, 'package.json'), 'utf8')) as Manifest;
}

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

describe('the package of the client', () => {
  const folder = join(import.meta.dirname, '../../packages/client');
  const sources = join(import.meta.dirname, '../../web/src');

  it('has the version of the service, and one dependency, at the version that the mail app has', () => {
    const client = manifestOf('packages/client');

    expect(client.version).toBe(manifestOf('.').version);
    expect(client.dependencies).toEqual({ 'openapi-fetch': manifestOf('web').dependencies['openapi-fetch'] });
  });

  it('says in its README what each of its exports is for', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const words = new Set(readme.match(/[\w$]+/g));
    const program = ts.createProgram(
      ['client', 'client-react'].map((entry) => join(sources, entry, 'index.ts')),
      { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext, noLib: true, types: [] },
    );
    const checker = program.getTypeChecker();
    const exported = program.getRootFileNames().flatMap((file) => {
      const source = program.getSourceFile(file);
      const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
      return symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name);
    });

    expect(exported).toEqual(expect.arrayContaining(['createBffClient', 'ConsentRequired', 'useSend', 'paths']));
    expect(exported.filter((name) => !words.has(name))).toEqual([]);
  });
});
