import { settings, type Setting } from './settings.js';
import type { Environment } from './read-settings.js';

/** Names with such a prefix are ours: an unknown one is a mistake, and would be ignored silently. */
const ownPrefix = /^(?:ENTRA|GRAPH|REDIS|SESSION|DEVICE|CSP)_/;

/** Variables that others set: X11's session manager, and Kubernetes for a Service that is named like one of ours. */
const othersNames = [
  /^SESSION_MANAGER$/,
  /_SERVICE_(?:HOST|PORT)(?:_\w+)?$/,
  /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/,
];
const serviceAddress = /^(?:tcp|udp|sctp):\/\//;

const knownNames = Object.entries(settings as Readonly<Record<string, Setting>>).flatMap(([name, { isSecret }]) =>
  isSecret === true ? [name, `${name}_FILE`] : [name],
);

/** One problem for each unknown variable of ours, with the name that was probably meant. */
export function unknownSettings(environment: Environment): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => ownPrefix.test(name) && value !== undefined && value !== '' && !isOthers(name, value))
    .filter(([name]) => !knownNames.includes(name))
    .map(([name]) => `${name} is not a setting; ${nearest(name)} was probably meant`);
}

function isOthers(name: string, value: string): boolean {
  return othersNames.some((pattern) => pattern.test(name)) || (name.endsWith('_PORT') && serviceAddress.test(value));
}

function nearest(name: string): string {
  const distances = knownNames.map((known) => ({ known, distance: distanceBetween(name, known) }));
  return distances.reduce((best, each) => (each.distance < best.distance ? each : best)).known;
}

/** Levenshtein's distance: the number of letters to add, omit or change. One row of the table is stored at a time. */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let line = 1; line <= one.length; line++) {
    const next = [line];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[line - 1] === other[column - 1];
      const changed = (row[column - 1] ?? 0) + (isSame ? 0 : 1);
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
