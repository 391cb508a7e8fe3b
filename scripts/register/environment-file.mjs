import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The settings in an environment file; none when there is no file. */
export function readEnvironmentFile(path) {
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
}

/** The names in the file whose values `values` changes. */
export function overwrittenBy(current, values) {
  return Object.keys(values).filter((name) => current[name] !== undefined && current[name] !== values[name]);
}

/** The content with `values` inserted: an existing name is replaced in place, a new one is appended. Other lines are unchanged. */
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

/** Writes the file atomically, readable by its owner only. */
export function writeEnvironmentFile(path, values) {
  writePrivately(path, withValues(existsSync(path) ? readFileSync(path, 'utf8') : '', values));
}

/** Like `writeEnvironmentFile`. The service reads the file again when it changes. */
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
