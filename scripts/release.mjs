/**
 * `npm run release -- 1.2.0`: shows the steps of a release, and with `--yes` does them. It sets the version numbers and the changelog's
 * section, and makes a commit and a tag. Into release/<version>/ it writes the packed packages, the Helm chart, an SBOM (CycloneDX) of
 * what runs in production, and the checksums of all. It pushes and publishes nothing. See docs/releases.md.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import semver from 'semver';

import { build, root } from './build.mjs';

const semantic = /^(\d+)\.(\d+)\.(\d+)(?:-([\da-z.-]+))?$/i;
const chart = 'deploy/helm/entra-mail-bff';
/** Files that contain the version, and the pattern of that line. */
const mentions = [
  { file: `${chart}/Chart.yaml`, line: /^((?:version|appVersion): )\S+$/gm },
  { file: 'deploy/kubernetes/bff.yaml', line: /^(\s+image: \S+:)\d\S*$/gm },
  { file: 'examples/azure-container-apps/mail.yaml', line: /^(\s+image: \S+:)\d\S*$/gm },
];

const { values, positionals } = parseArgs({ options: { yes: { type: 'boolean' } }, allowPositionals: true });
const [version = ''] = positionals;
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
function run(program, args) {
  return execFileSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    shell: program.endsWith('.cmd'),
    maxBuffer: 1e8,
  }).trim();
}
function git(...args) {
  return run('git', args);
}
function textOf(file) {
  return readFileSync(join(root, file), 'utf8');
}

const packages = [
  'package.json',
  ...JSON.parse(textOf('package.json')).workspaces.map((name) => `${name}/package.json`),
];
const current = JSON.parse(textOf('package.json')).version;
const date = new Date().toISOString().slice(0, 10);
const problems = [
  ...(semantic.test(version) ? [] : ['Name the version: npm run release -- 1.2.0']),
  ...(semantic.test(version) && !isNext(current, version) ? [`${version} doesn't come after ${current}`] : []),
  ...(git('status', '--porcelain') === '' ? [] : ['The work tree has changes; commit or stash them']),
  ...(git('tag', '--list', `v${version}`) === '' ? [] : [`The tag v${version} is there already`]),
  ...(changesIn(textOf('CHANGELOG.md')) === '' ? ['CHANGELOG.md has nothing that is unreleased'] : []),
];
if (problems.length > 0) {
  process.stderr.write(`${problems.map((problem) => `- ${problem}`).join('\n')}\n`);
  process.exit(1);
}

process.stdout.write(`Release ${version} (now ${current}):
  version in ${packages.join(', ')}, package-lock.json, ${mentions.map(({ file }) => file).join(', ')}
  CHANGELOG.md: ${changesIn(textOf('CHANGELOG.md')).split('\n').length} lines become "${version} - ${date}"
  commit "chore(release): ${version}" and tag v${version}
  release/${version}/: packages, Helm chart, SBOM, SHA256SUMS
`);
if (!values.yes) {
  process.stdout.write('Nothing was changed; --yes does it.\n');
} else {
  await release();
}

async function release() {
  if ((await build(root)).length > 0) {
    process.exit(1);
  }
  setVersions();
  for (const { file, line } of mentions) {
    writeFileSync(join(root, file), textOf(file).replace(line, `$1${version}`));
  }
  writeFileSync(join(root, 'CHANGELOG.md'), released(textOf('CHANGELOG.md')));
  git('add', '--update');
  git('commit', '--quiet', '--no-verify', '-m', `chore(release): ${version}`);
  const title = `${version} - ${date}`;
  // By itself git takes the headings of a section for comments.
  const message = `${title}\n\n${changesIn(textOf('CHANGELOG.md'), title)}`;
  git('tag', '--annotate', '--cleanup=whitespace', `v${version}`, '-m', message);
  const folder = join(root, 'release', version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  pack(folder);
  // The archive of the commit, not of the folder.
  const archive = `entra-mail-bff-chart-${version}.tgz`;
  git('archive', '--format=tar.gz', `--prefix=entra-mail-bff/`, '-o', join(folder, archive), `HEAD:${chart}`);
  // npm treats a dependency of the service as a peer as soon as one of the packages has it as a peer.
  const withoutTools = ['--omit=dev', '--omit=optional'];
  const sbom = run(npm, [
    'sbom',
    '--sbom-format=cyclonedx',
    '--package-lock-only',
    ...withoutTools,
    '--workspaces=false',
  ]);
  writeFileSync(join(folder, `entra-mail-bff-${version}.cdx.json`), `${sbom}\n`);
  const sums = readdirSync(folder)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  process.stdout.write(`${sums.join('')}
Done, here only. To publish:
  git push origin HEAD v${version}
  docker build --build-arg VERSION=${version} --build-arg REVISION=${git('rev-parse', 'HEAD')} --tag <registry>/entra-mail-bff:${version} .
`);
}

/** Runs the `prepack` scripts of the packages, but not those of the root. The examples are not packed. */
function pack(folder) {
  const names = JSON.parse(textOf('package.json')).workspaces.filter((name) => !name.startsWith('examples/'));
  const workspaces = names.flatMap((name) => ['--workspace', name]);
  run(npm, ['run', 'prepack', '--if-present', ...workspaces]);
  run(npm, ['pack', '--ignore-scripts', ...workspaces, '--include-workspace-root', '--pack-destination', folder]);
  run(npm, ['run', 'postpack', '--if-present', ...workspaces]);
}

/** Sets the version in all packages, in their references to each other, and in the lock file, without installing anything. */
function setVersions() {
  const manifests = packages.map((file) => ({ file, manifest: JSON.parse(textOf(file)) }));
  const names = manifests.map(({ manifest }) => manifest.name);
  const set = (manifest) => {
    manifest.version = version;
    for (const dependencies of [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies]) {
      names.filter((name) => dependencies?.[name] !== undefined).forEach((name) => (dependencies[name] = version));
    }
  };
  const lock = JSON.parse(textOf('package-lock.json'));
  lock.version = version;
  manifests.forEach(({ file, manifest }) => {
    set(manifest);
    set(lock.packages[file.replace(/\/?package\.json$/, '')]);
    writeFileSync(join(root, file), `${JSON.stringify(manifest, null, 2)}\n`);
  });
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
}

/** Compares by Semantic Versioning §11. The number that is already set may be released once. */
function isNext(before, after) {
  return before === after ? git('tag', '--list', `v${before}`) === '' : semver.gt(after, before);
}

/** The text below the first heading that contains `unreleased`, or below the heading `title`. */
function changesIn(changelog, title) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((each) => {
    const [heading] = each.split('\n');
    return title === undefined ? /unreleased/i.test(heading) : heading === title;
  });
  return section?.split('\n').slice(1).join('\n').trim() ?? '';
}

function released(changelog) {
  return changelog.replace(/^## .*unreleased.*$/im, `## Unreleased\n\n## ${version} - ${date}`);
}
