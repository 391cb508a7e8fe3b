import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

type Dependencies = Readonly<Record<string, string>>;

/**
 * An empty project of another developer, outside of the repository, with a packed package of ours installed as npm
 * would.
 */
export class ForeignProject {
  private constructor(readonly folder: string) {}

  /**
   * @param workspace folder of the package in the repository
   * @param manifest what their package.json contains besides the package: `dependencies`, `overrides`
   */
  static async with(
    workspace: string,
    manifest: { readonly dependencies: Dependencies; readonly overrides?: Dependencies },
  ): Promise<ForeignProject> {
    const project = new ForeignProject(mkdtempSync(join(tmpdir(), 'foreign-project-')));
    const packed = await project.#npm(
      root,
      'pack',
      '--json',
      '--workspace',
      workspace,
      '--pack-destination',
      project.folder,
    );
    const [{ filename, name } = { filename: '', name: '' }] = JSON.parse(packed.slice(packed.indexOf('['))) as {
      readonly filename: string;
      readonly name: string;
    }[];
    const dependencies = { ...manifest.dependencies, [name]: `file:${filename}` };
    project.write(
      'package.json',
      JSON.stringify({ name: 'foreign', private: true, type: 'module', ...manifest, dependencies }),
    );
    await project.#npm(project.folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error');
    return project;
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  /** Runs a program that the project has installed; rejects with its output when it fails. */
  async run(program: string, ...args: string[]): Promise<string> {
    return output(run(join(this.folder, 'node_modules/.bin', program), args, { cwd: this.folder }));
  }

  /** Runs a script of the project; returns its output. */
  async node(script: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const options = { cwd: this.folder, env: { ...process.env, NODE_OPTIONS: '', ...env } };
    return output(run(process.execPath, [join(this.folder, script)], options));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #npm(cwd: string, ...args: string[]): Promise<string> {
    return output(run('npm', args, { cwd, env: { ...process.env, NODE_OPTIONS: '' } }));
  }
}

async function output(running: Promise<{ readonly stdout: string }>): Promise<string> {
  try {
    return (await running).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${String(error)}\n${stdout}\n${stderr}`, { cause: error });
  }
}
