/** The pre-commit hook: the staged files must be formatted and free of lint errors. It changes no files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { root } from './build.mjs';

const staged = execFileSync('git', ['diff', '--cached', '--name-only', '--diff-filter=d', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '');
const code = staged.filter((path) => /\.(?:ts|tsx|mjs|cjs)$/.test(path) && !path.endsWith('.gen.ts'));

const isClean =
  check('prettier/bin/prettier.cjs', ['--check', '--ignore-unknown', '--log-level', 'warn'], staged) &&
  check('eslint/bin/eslint.js', ['--no-warn-ignored'], code);
if (!isClean) {
  process.stderr.write('Not committed. npm run format formats everything; SKIP_HOOKS=1 skips this check.\n');
  process.exitCode = 1;
}

/** Whether a tool of node_modules finds no problem in `files`. */
function check(tool, args, files) {
  if (files.length === 0) {
    return true;
  }
  const command = [join(root, 'node_modules', tool), ...args, ...files];
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status === 0;
}
