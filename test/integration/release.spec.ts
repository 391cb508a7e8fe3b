import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const person = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.org' };
const env = { ...process.env, ...person, GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.org' };

/** The files that the release scripts require; of web/dist they check its page only. */
const built = ['dist/main.js', 'sandbox/dist/main.js', 'web/dist/index.html'];

describe('npm run release', () => {
  let clone: string;

  const git = (...args: string[]): string => execFileSync('git', args, { cwd: clone, env, encoding: 'utf8' }).trim();
  const text = (file: string): string => readFileSync(join(clone, file), 'utf8');
  const release = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ['scripts/release.mjs', ...args], { cwd: clone, env, encoding: 'utf8' });

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'release-'));
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', '--depth', '1', `file://${root}`, clone]);
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    for (const file of built) {
      const [folder = ''] = file.split(/\/[^/]+$/);
      if (file.startsWith('web/')) {
        cpSync(join(root, 'web/index.html'), join(clone, file));
      } else {
        cpSync(join(root, folder), join(clone, folder), { recursive: true });
      }
      const later = new Date(Date.now() + 60_000);
      utimesSync(join(clone, file), later, later);
    }
    writeFileSync(
      join(clone, 'CHANGELOG.md'),
      '# Changelog\n\n## Unreleased\n\n### Added\n\n- Something new.\n\n## 0.0.1 - 2026-01-01\n\nOld.\n',
    );
    git('add', '--all');
    git('commit', '--quiet', '--no-verify', '-m', 'docs: say what is new');
  });

  afterAll(() => {
    rmSync(clone, { recursive: true });
  });

  it('shows and changes nothing without --yes', () => {
    const { status, stdout } = release('9.8.7');

    expect(status).toBe(0);
    expect(stdout).toContain('commit "chore(release): 9.8.7" and tag v9.8.7');
    expect(stdout).toContain('Nothing was changed');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('tag', '--list')).toBe('');
  });

  it('refuses a version that is not later, and a work tree with changes', () => {
    const before = text('CHANGELOG.md');

    expect(release('new').stderr).toContain('Name the version');
    expect(release('0.0.9').stderr).toContain("0.0.9 doesn't come after");
    writeFileSync(join(clone, 'CHANGELOG.md'), `${before}\n`);
    expect(release('9.8.7', '--yes').stderr).toContain('The work tree has changes');
    git('checkout', '--', 'CHANGELOG.md');
    expect(git('tag', '--list')).toBe('');
  });

  it('with --yes creates version, changelog, commit, tag, tarballs, chart, SBOM and sums that agree', () => {
    const { status, stderr } = release('9.8.7', '--yes');

    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(git('log', '-1', '--format=%s')).toBe('chore(release): 9.8.7');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('tag', '--list', '--format=%(contents)')).toMatch(
      /^9\.8\.7 - \d{4}-\d\d-\d\d\n\n### Added\n\n- Something new\.$/,
    );
    expect(text('CHANGELOG.md')).toMatch(
      /^# Changelog\n\n## Unreleased\n\n## 9\.8\.7 - \d{4}-\d\d-\d\d\n\n### Added\n\n- Something new\.\n\n## 0\.0\.1/,
    );
    const versions = ['package.json', 'sandbox/package.json', 'web/package.json', 'package-lock.json'].map(
      (file) => (JSON.parse(text(file)) as { version: string }).version,
    );
    expect(versions).toEqual(['9.8.7', '9.8.7', '9.8.7', '9.8.7']);
    expect(text('deploy/helm/entra-mail-bff/Chart.yaml')).toContain('version: 9.8.7\nappVersion: 9.8.7\n');
    expect(text('deploy/kubernetes/bff.yaml')).toContain('image: registry.example/entra-mail-bff:9.8.7\n');

    const folder = join(clone, 'release/9.8.7');
    const files = readdirSync(folder).filter((name) => name !== 'SHA256SUMS');
    expect(files).toEqual(
      expect.arrayContaining([
        'entra-mail-bff-9.8.7.tgz',
        'entra-mail-bff-chart-9.8.7.tgz',
        'entra-mail-bff-9.8.7.cdx.json',
        'entra-sandbox-9.8.7.tgz',
      ]),
    );
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
      files
        .sort()
        .map(
          (name) =>
            `${createHash('sha256')
              .update(readFileSync(join(folder, name)))
              .digest('hex')}  ${name}\n`,
        )
        .join(''),
    );
    const listed = execFileSync('tar', ['tzf', join(folder, 'entra-mail-bff-9.8.7.tgz')], { encoding: 'utf8' }).split(
      '\n',
    );
    expect(listed).toEqual(
      expect.arrayContaining(['package/dist/main.js', 'package/web/dist/index.html', 'package/LICENSE']),
    );
    const client = join(folder, 'entra-mail-bff-client-9.8.7.tgz');
    expect(execFileSync('tar', ['tzf', client], { encoding: 'utf8' })).toContain(
      'package/dist/client-react/index.js\n',
    );
    expect(files.filter((name) => name.includes('example'))).toEqual([]);
    expect(listed.filter((name) => /spec\.|^package\/(?:src|test|node_modules)\//.test(name))).toEqual([]);
    const sbom = JSON.parse(readFileSync(join(folder, 'entra-mail-bff-9.8.7.cdx.json'), 'utf8')) as {
      bomFormat: string;
      components: { name: string; group?: string }[];
    };
    expect(sbom.bomFormat).toBe('CycloneDX');
    const names = sbom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['fastify', 'passport-azure-ad', '@azure/msal-node']));
    expect(names).not.toContain('jest');
  });
});
