import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const timeLimitMs = 30_000;
const isWindows = process.platform === 'win32';
const largestAnswerBytes = 16 * 1024 * 1024;

/** Reads of Microsoft Graph as the user of the Azure CLI; rejects when nobody is signed in, or Graph refuses. */
export async function readByAzureCli(url: string): Promise<unknown> {
  const args = ['rest', '--method', 'GET', '--url', url.replaceAll(' ', '%20'), '--output', 'json'];
  const options = { timeout: timeLimitMs, maxBuffer: largestAnswerBytes };
  // Windows has a batch file, which only its shell can start.
  const { stdout } = isWindows
    ? await promisify(execFile)(
        'az.cmd',
        args.map((word) => `"${word}"`),
        { ...options, shell: true },
      )
    : await promisify(execFile)('az', args, options);
  return JSON.parse(stdout);
}
