/** `npm start` of a build, for measurements in a browser: its addresses, and the CPU time of its service. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { control } from './line.mjs';
import { fileOf, freePort } from './processes.mjs';

export const thisBuild = fileOf('..');

export class App {
  /** `graphMs` is how long Graph takes for each response. Starts again when another process has taken one of the ports meanwhile. */
  static async start(name, folder, graphMs) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await App.#begin(name, folder, graphMs);
      } catch (error) {
        if (attempt === 3) {
          throw error;
        }
      }
    }
  }

  static async #begin(name, folder, graphMs) {
    const root = resolve(folder);
    const process_ = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
      cwd: root,
      env: { ...process.env, LOG_LEVEL: 'error', RATE_LIMIT_PER_SESSION: '0', PORT: String(await freePort()) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const app = new App();
    app.name = name;
    app.process = process_;
    Object.assign(app, await addressesOf(process_));
    app.service = serviceOf(process_.pid);
    await control(app.sandbox, 'add-fault', {
      point: 'graph',
      action: { kind: 'delay', milliseconds: graphMs },
      times: 10_000_000,
    });
    return app;
  }

  /** CPU of the service since it began, in ms, all threads together. */
  cpu() {
    const tasks = `/proc/${this.service}/task`;
    const spent = readdirSync(tasks).map((task) =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
    );
    return spent.reduce((sum, one) => sum + one, 0) / 1e6;
  }

  close() {
    this.process.kill('SIGTERM');
  }
}

async function addressesOf({ stdout }) {
  const places = {};
  for await (const text of createInterface({ input: stdout })) {
    places.origin ??= /^\s*Mail\s+(\S+)/.exec(text)?.[1];
    places.sandbox ??= /^\s*Sandbox\s+(\S+)/.exec(text)?.[1];
    if (places.sandbox !== undefined && places.origin !== undefined) {
      stdout.resume();
      return places;
    }
  }
  throw new Error('npm start ended before it was ready');
}

/** The child of `npm start` that is the service. */
function serviceOf(parent) {
  for (const id of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
      const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
      if (isChild && command.split('\0')[1]?.endsWith('/dist/main.js') === true && !command.includes('sandbox')) {
        return id;
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error('the process of the service was not found');
}
