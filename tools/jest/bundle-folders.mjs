import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** No run of tests, nor a watch of them, is thought to last longer. */
const unusedMs = 7 * 24 * 3_600_000;

/**
 * Makes `folder` by `write(dir)`, whole or not at all. Another run may do the same at the same time: the first one's is kept, as
 * both are of the same, and its own run may read from it already. Rejects as `write` does.
 */
export async function keepBundle(folder, write) {
  const made = `${folder}.${process.pid}`;
  try {
    await write(made);
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  } finally {
    remove(made);
  }
}

/** Notes that a run of tests begins to use the bundle. */
export function markUsed(folder, now = new Date()) {
  try {
    utimesSync(folder, now, now);
  } catch {
    // In an installation of somebody else, who keeps it.
  }
}

/** Removes from `parent` what no run has begun to use for a week: of earlier installations, and of builds that were killed. */
export function removeUnused(parent, kept, now = Date.now()) {
  readdirSync(parent)
    .map((name) => join(parent, name))
    .filter(
      (folder) => folder !== kept && now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now) > unusedMs,
    )
    .forEach(remove);
}

function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another run is removing it, or a later one will.
  }
}
