import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that Linux, macOS and Windows give to outgoing connections: those of other tests would take it before it is used. */
const [lowest, highest] = [20_000, 32_000];
const attempts = 20;

/** A free port, or `wanted`; rejects when that one is taken. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined) {
    return probe(wanted);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await probe(randomInt(lowest, highest));
    } catch (error) {
      if (attempt === attempts) {
        throw error;
      }
    }
  }
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(port);
      });
    });
  });
}
