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

function wordsOf(folder: string): ReadonlySet<string> {
  return new Set(readFileSync(join(folder, 'README.md'), 'utf8').match(/[\w$]+/g));
}

/** Names that the files export; those with a value at run time alone, or types too. */
function exportsOf(files: string[], which: 'all' | 'values' = 'all'): string[] {
  const program = ts.createProgram(files, {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  return program.getRootFileNames().flatMap((file) => {
    const source = program.getSourceFile(file);
    const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    const symbols = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
    const flagsOf = (each: ts.Symbol): ts.SymbolFlags =>
      (each.flags & ts.SymbolFlags.Alias) === 0 ? each.flags : checker.getAliasedSymbol(each).flags;
    return symbols
      .filter((each) => which === 'all' || (flagsOf(each) & ts.SymbolFlags.Value) !== 0)
      .map(({ name }) => name);
  });
}

describe('the package of the service', () => {
  const service = manifestOf('.');
  const library = manifestOf('packages/service');

  it('has the version of the service and runs on the same Node', () => {
    expect([library.version, library.engines]).toEqual([service.version, service.engines]);
  });

  it('requires what the service requires, at the same versions; what an application has once is a peer', () => {
    const peers = Object.fromEntries(
      Object.keys(library.peerDependencies).map((name) => [name, `^${service.dependencies[name] ?? ''}`]),
    );

    expect(library.peerDependencies).toEqual(peers);
    expect({ ...library.dependencies, ...library.peerDependencies }).toEqual({ ...service.dependencies, ...peers });
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

  it('describes the use of each of its exports in its README', () => {
    const words = wordsOf(folder);
    const exported = exportsOf(['client', 'client-react'].map((entry) => join(sources, entry, 'index.ts')));

    expect(exported).toEqual(expect.arrayContaining(['createBffClient', 'ConsentRequired', 'useSend', 'paths']));
    expect(exported.filter((name) => !words.has(name))).toEqual([]);
  });
});

describe('the package of the sandbox', () => {
  const sandbox = manifestOf('sandbox');
  const service = manifestOf('.');

  it('has the version of the service, runs on the same Node, and requires what the service requires at the same versions', () => {
    expect([sandbox.version, sandbox.engines]).toEqual([service.version, service.engines]);
    const shared = Object.keys(sandbox.dependencies).filter((name) => service.dependencies[name] !== undefined);
    expect(shared).toEqual(['fastify', 'jose']);
    expect(shared.map((name) => sandbox.dependencies[name])).toEqual(shared.map((name) => service.dependencies[name]));
  });

  it('describes the use of each exported value in its README', () => {
    const folder = join(import.meta.dirname, '../../sandbox');
    const exported = exportsOf([join(folder, 'src/index.ts')], 'values');
    const words = wordsOf(folder);

    expect(exported).toEqual(expect.arrayContaining(['startSandbox', 'sandboxPassword']));
    expect(exported.filter((name) => !words.has(name))).toEqual([]);
  });
});
