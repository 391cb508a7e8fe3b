/**
 * `node deploy/compose/rolling-restart.mjs`: replaces every replica of docker-compose.yml, one after the other: a new one
 * comes up and is ready before an old one gets its SIGTERM. Arguments go to every `docker compose`, e.g. `-f other.yml`.
 */
import { execFileSync } from 'node:child_process';

/** Longer than a replica takes to finish what is in flight. */
const graceSeconds = '30';
const options = process.argv.slice(2);

const old = replicas();
for (const container of old) {
  compose('up', '--detach', '--wait', '--no-deps', '--no-recreate', '--scale', `bff=${old.length + 1}`, 'bff');
  docker('stop', '--time', graceSeconds, container);
  const exitCode = docker('inspect', '--format', '{{.State.ExitCode}}', container).trim();
  docker('rm', container);
  process.stdout.write(`replaced ${container.slice(0, 12)}, which ended with code ${exitCode}\n`);
  if (exitCode !== '0') {
    process.exit(1);
  }
}
process.stdout.write(`${replicas().length} replicas are running\n`);

function replicas() {
  return compose('ps', '--quiet', 'bff').split('\n').filter(Boolean);
}

function compose(...args) {
  return docker('compose', ...options, ...args);
}

function docker(...args) {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
