import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
export const chartFolder = join(root, 'deploy/helm/entra-mail-bff');

export type Values = Readonly<Record<string, unknown>>;

/** Merges files of values into the chart's own, like Helm: maps are merged, null removes a value. */
export function valuesOf(...paths: readonly string[]): Values {
  return ['values.yaml', ...paths]
    .map((path) => parse(readFileSync(join(chartFolder, path), 'utf8')) as Values)
    .reduce(merged);
}

function merged(base: Values, added: Values): Values {
  const entries = Object.entries(added).map(([name, value]) => {
    const there = base[name];
    return [name, isMap(there) && isMap(value) ? merged(there, value) : value] as const;
  });
  return Object.fromEntries(
    Object.entries({ ...base, ...Object.fromEntries(entries) }).filter(([, value]) => value !== null),
  );
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where Debian puts Go's packages. */
const goPath = '/usr/share/gocode';

/** Renders the chart; undefined where neither helm nor Go with sprig is installed. */
export function chartRenderer(): ((valuesFile: string) => string) | undefined {
  if (runs('helm', 'version')) {
    return (file) =>
      execFileSync(
        'helm',
        ['template', 'mail', chartFolder, '--namespace', 'mail-ns', '--values', join(chartFolder, file)],
        {
          encoding: 'utf8',
        },
      );
  }
  if (!runs('go', 'version') || !existsSync(join(goPath, 'src/github.com/Masterminds/sprig'))) {
    return undefined;
  }
  mkdirSync(join(root, '.cache'), { recursive: true });
  const program = join(root, '.cache/chart-renderer');
  execFileSync('go', ['build', '-o', program, './test/support/chart-renderer'], {
    cwd: root,
    env: { ...process.env, GO111MODULE: 'off', GOPATH: goPath, GOFLAGS: '' },
  });
  return (file) =>
    execFileSync(program, [chartFolder, 'mail', 'mail-ns', join(chartFolder, file)], { encoding: 'utf8' });
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
}
