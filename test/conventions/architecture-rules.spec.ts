import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly path?: string; readonly pathNot?: string | readonly string[] };
}

interface Configuration {
  readonly forbidden: readonly Rule[];
}

const root = process.cwd();
const configuration = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as Configuration;
const nothing = 'export const nothing = undefined;\n';

/** Violations of a rule: files by path, with their text. Each rule has its own folder of a tree beside the real one. */
type Violation = Readonly<Record<string, string>>;

const named: Readonly<Record<string, Violation>> = {
  'no-circular': {
    'src/http/one.ts': "import './other.js';\nexport const one = 1;\n",
    'src/http/other.ts': "import './one.js';\nexport const other = 1;\n",
  },
  'mail-features-by-public-api': {
    'src/mail/settings/planted.ts': "import '../html/inside.js';\n",
    'src/mail/html/inside.ts': nothing,
  },
  'public-api-only': { 'src/auth/planted.ts': "import '../redis/inside.js';\n", 'src/redis/inside.ts': nothing },
  'composition-root-by-public-api': {
    'src/planted.ts': "import './redis/inside.js';\n",
    'src/redis/inside.ts': nothing,
  },
  'src-knows-no-sandbox-web-or-test': {
    'src/graph/planted.ts': "import '../../sandbox/planted-2.js';\n",
    'sandbox/planted-2.ts': nothing,
  },
  'unit-tests-know-test-support-only': {
    'src/graph/planted.spec.ts': "import '../../sandbox/planted-3.js';\n",
    'sandbox/planted-3.ts': nothing,
  },
  'sandbox-knows-no-src': {
    'sandbox/src/planted.ts': "import '../../src/http/planted-2.js';\n",
    'src/http/planted-2.ts': nothing,
  },
  'web-knows-no-server': {
    'web/src/ui/planted.ts': "import '../../../src/http/planted-3.js';\n",
    'src/http/planted-3.ts': nothing,
  },
  'only-open-api-loads-swagger': { 'src/people/planted.ts': "import '@nestjs/swagger';\n" },
  'open-api-when-wanted': { 'src/planted-2.ts': "import './http/open-api.js';\n", 'src/http/open-api.ts': nothing },
};

/** A rule that says what a folder may import: broken by any folder that it doesn't name. */
function breakLayer(path: string): Violation {
  const folder = path.replace(/^\^|\/$/g, '');
  const parent = dirname(folder);
  return { [`${folder}/layer.ts`]: "import '../zz-unknown/index.js';\n", [`${parent}/zz-unknown/index.ts`]: nothing };
}

/** A rule that says which module owns a library: broken by a module that owns none. */
function breakOwnership(library: string): Violation {
  return { [`src/health/planted-${library.replace(/\W/g, '')}.ts`]: `import '${library}';\n` };
}

function violationOf({ name, from }: Rule): Violation {
  const library = /-owns-([@\w/-]+?)(?=[|(]|\/\.\*|$)/.exec(name)?.[1];
  if (library !== undefined) {
    return breakOwnership(library === '@opentelemetry' ? '@opentelemetry/api' : library);
  }
  return named[name] ?? breakLayer(from.path ?? '');
}

function brokenRules(folder: string): readonly string[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const { stdout } = spawnSync(process.execPath, [program, '--config', config, '--output-type', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
  });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return summary.violations.map(({ rule }) => rule.name);
}

type Imports = Readonly<Record<string, readonly string[]>>;

/** The "may import" of each row of docs/architecture.md; `all but admin and doctor` counts from all rows. */
function documentedIn(text: string): Imports {
  const rows = [...text.matchAll(/^\| `(?<name>\w+)` +\|[^|]+\| (?<cell>[^|]+?) +\|/gm)].map(({ groups }) => groups);
  const modules = rows.map((groups) => groups?.['name'] ?? '');
  return Object.fromEntries<readonly string[]>(
    rows.map((groups) => {
      const { name = '', cell = '' } = groups ?? {};
      const names = cell === '–' ? [] : cell.replace(/^all but /, '').split(/, | and /);
      const others = modules.filter((each) => each !== name && !names.includes(each));
      return [name, (cell.startsWith('all but ') ? others : names).toSorted()];
    }),
  );
}

function enforced(): Imports {
  const rules = configuration.forbidden.filter(
    ({ from, to }) => /^\^src\/\w+\/$/.test(from.path ?? '') && to.path === '^src/',
  );
  return Object.fromEntries<readonly string[]>(
    rules.map(({ from, to }) => {
      const others = [to.pathNot ?? []].flat().slice(1).map(folderOf);
      return [folderOf(from.path ?? ''), others.toSorted()];
    }),
  );
}

/** `^src/http/` → `http`. */
function folderOf(path: string): string {
  return path.slice('^src/'.length, -1);
}

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
}

describe('the rules of .dependency-cruiser.cjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));

  beforeAll(() => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('state for every folder of the service, mail, the mail app and the sandbox what it may import', () => {
    const ruled = new Set(configuration.forbidden.map(({ from }) => from.path));
    const folders = ['src', 'src/mail', 'web/src', 'sandbox/src'].flatMap(foldersIn);

    expect(folders.filter((path) => !ruled.has(`^${path}/`))).toEqual([]);
  });

  it('are those of the table in docs/architecture.md', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

    expect(documentedIn(text)).toEqual(enforced());
  });

  it('are each broken by a file that breaks it, so that none is ineffective', () => {
    for (const rule of configuration.forbidden) {
      for (const [path, text] of Object.entries(violationOf(rule))) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }

    const broken = new Set(brokenRules(folder));

    expect(configuration.forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
