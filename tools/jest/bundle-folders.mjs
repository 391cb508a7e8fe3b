import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Longer than any run of tests, or any watch mode, is expected to last. */
const unusedMs = 7 * 24 * 3_600_000;

/**
 * Creates `folder` by `write(dir)`, completely or not at all. Another run may do the same at the same time. Then the folder of
 * the first one stays: both have the same content, and that run may already read from it. Rejects as `write` does.
 */
export async function storeBundle(folder, write) {
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
    // The installation belongs to another user, who removes unused bundles.
  }
}

/** Removes from `parent` the folders that no run has begun to use for a week: of earlier installations and of killed builds. */
export function removeUnused(parent, current, now = Date.now()) {
  readdirSync(parent)
    .map((name) => join(parent, name))
    .filter(
      (folder) => folder !== current && now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now) > unusedMs,
    )
    .forEach(remove);
}

function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another run is removing it, or a later run will.
  }
}
