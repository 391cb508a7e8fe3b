import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Sandbox } from '../../sandbox/src/index.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { ForeignProject } from '../support/packed-package.js';
import { settingsFor, startSandboxFor, TestEnvironment } from '../support/test-environment.js';
import { jsonOf } from '../support/user-agent.js';

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
const nest = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify', 'fastify', 'reflect-metadata', 'rxjs'];

/** The program of packages/service/README.md, without the API of its company. */
const program = `
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BffAdapter, BffModule, configFromEnvironment, CurrentSession, RequiresPermission, Route, type LiveSession } from '@entra-mail-bff/service';

@Controller('api/reports')
class ReportsController {
  @Get()
  @Route({ access: 'session' })
  @RequiresPermission('mail.send')
  report(@CurrentSession() session: LiveSession): object {
    return { user: session.user.username };
  }
}

const config = configFromEnvironment();

@Module({ imports: [BffModule.forRoot(config)], controllers: [ReportsController] })
class AppModule {}

const app = await NestFactory.create(AppModule, new BffAdapter(config), { logger: false });
await app.listen(config.port, config.host);
`;

const compilerOptions = {
  target: 'ES2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
  rootDir: 'src',
  outDir: 'dist',
};

class ForeignService extends TestEnvironment {
  static at(origin: string, sandbox: Sandbox): ForeignService {
    return new ForeignService(sandbox, origin);
  }
}

/** The packed package in an empty Nest project. */
describe('the package of the service', () => {
  let project: ForeignProject;
  let sandbox: Sandbox | undefined;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    project = await ForeignProject.with('packages/service', {
      dependencies: {
        ...Object.fromEntries(nest.map((name) => [name, dependencies[name] ?? ''])),
        typescript: devDependencies['typescript'] ?? '',
        '@types/node': devDependencies['@types/node'] ?? '',
      },
    });
  });

  afterAll(async () => {
    if (child?.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await sandbox?.close();
    project.remove();
  });

  it('builds, signs users in and requests consent at a route of its own', async () => {
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
    project.write('src/main.ts', program);
    await project.run('tsc', '-p', 'tsconfig.json');
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    sandbox = await startSandboxFor(origin);
    child = spawn(process.execPath, ['dist/main.js'], {
      cwd: project.folder,
      env: { ...process.env, ...settingsFor(sandbox, origin), PORT: String(port), LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await eventually(async () => {
      expect((await fetch(`${origin}/health/live`)).status).toBe(200);
    });
    const service = ForeignService.at(origin, sandbox);
    const browser = await service.signedIn('alice@contoso.example');

    expect((await browser.xhr('GET', '/api/mail/messages')).status).toBe(200);
    const refused = await browser.xhr('GET', '/api/reports');
    expect([refused.status, jsonOf(refused)]).toEqual([
      403,
      expect.objectContaining({ code: 'consent_required', permissions: ['mail.send'] }),
    ]);
    const { interactionUrl } = jsonOf<{ interactionUrl: string }>(refused);
    await service.walk(browser, await browser.navigate(`${interactionUrl}?returnTo=/`), 'alice@contoso.example');
    expect(jsonOf(await browser.xhr('GET', '/api/reports'))).toEqual({ user: 'alice@contoso.example' });
  });
});
