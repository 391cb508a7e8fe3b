import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The settings in an environment file; none when there is no file. */
export function readEnvironmentFile(path) {
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
}

/** Names whose values a file has and `values` changes. */
export function overwrittenBy(current, values) {
  return Object.keys(values).filter((name) => current[name] !== undefined && current[name] !== values[name]);
}

/** The content with `values` put in: in place where a name is there already, else at the end. The other lines stay. */
export function withValues(content, values) {
  const left = new Map(Object.entries(values));
  const lines = content.split('\n').map((line) => {
    const name = /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1];
    if (name === undefined || !left.has(name)) {
      return line;
    }
    const value = left.get(name);
    left.delete(name);
    return `${name}=${written(value)}`;
  });
  while (lines.at(-1) === '') {
    lines.pop();
  }
  return `${[...lines, ...[...left].map(([name, value]) => `${name}=${written(value)}`)].join('\n')}\n`;
}

/** Readable by its owner only, and there as a whole or not at all. */
export function writeEnvironmentFile(path, values) {
  writePrivately(path, withValues(existsSync(path) ? readFileSync(path, 'utf8') : '', values));
}

/** As above. The service reads it again when it changes. */
export function writeSecretFile(path, secret) {
  writePrivately(path, `${secret}\n`);
}

function writePrivately(path, content) {
  const temporary = `${path}.new`;
  writeFileSync(temporary, content, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

function written(value) {
  return /^[\w.,:/@~+=%-]*$/.test(value) ? value : `'${value}'`;
}
