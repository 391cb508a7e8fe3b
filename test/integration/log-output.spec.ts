import { spawn } from 'node:child_process';
import { once } from 'node:events';

describe('the log of a process', () => {
  it('has its last lines when it ends by an uncaught error', async () => {
    const url = new URL('../../dist/common/log-output.js', import.meta.url).href;
    const script = `const { LogOutput } = await import('${url}'); new LogOutput().write('last words\\n'); throw new Error('x')`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const text: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => text.push(chunk.toString()));

    await once(child, 'close');

    expect(text.join('')).toBe('last words\n');
  });
});
