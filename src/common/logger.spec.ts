import { describe, expect, it, jest } from '@jest/globals';

import { Logger } from './logger.js';
import { runInRequestContext } from './request-context.js';

function lineOf(log: (logger: Logger) => void): Record<string, unknown> {
  const lines: string[] = [];
  log(new Logger('info', { write: (line) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('the logger', () => {
  it.each(['cookie', 'authorization', 'accessToken', 'refreshToken', 'idToken', 'clientSecret', 'password', 'code'])(
    'never prints a %s',
    (name) => {
      const line = lineOf((logger) => {
        logger.info({ [name]: 'secret', kept: 1 }, 'message');
      });

      expect(line).toMatchObject({ [name]: '[redacted]', kept: 1, msg: 'message', level: 'info' });
    },
  );

  it.each(['cookie', 'authorization', 'accessToken', 'refreshToken', 'idToken', 'clientSecret', 'password'])(
    'never prints a %s inside a member',
    (name) => {
      const request = { [name]: 'secret', kept: 1 };
      const line = lineOf((logger) => {
        logger.warning({ request }, 'message');
      });

      expect(line).toMatchObject({ request: { [name]: '[redacted]', kept: 1 } });
      expect(request[name]).toBe('secret');
    },
  );

  it('writes a fact as the same line as the information', () => {
    const fields = { graph: { operation: 'list "messages"', status: 200, requestId: undefined } };
    const trace = { traceId: '0af7651916cd43dd8448eb211c80319c' };
    jest.useFakeTimers({ now: 1_767_323_045_006 });
    try {
      const written = (log: (logger: Logger) => void): Record<string, unknown> =>
        lineOf((logger) => {
          runInRequestContext(trace, () => {
            log(logger);
          });
        });

      const fact = written((logger) => {
        logger.fact(fields, 'graph answered');
      });
      expect(fact).toEqual(
        written((logger) => {
          logger.info(fields, 'graph answered');
        }),
      );
      expect(fact).toMatchObject({ ...trace, graph: { operation: 'list "messages"', status: 200 } });
    } finally {
      jest.useRealTimers();
    }
  });

  it('writes no fact at a level above info', () => {
    const lines: string[] = [];

    new Logger('warn', { write: (line) => lines.push(line) }).fact({ graph: { status: 200 } }, 'graph answered');

    expect(lines).toEqual([]);
  });

  it.each(['2026-01-02T03:04:05.006Z', '2026-01-02T03:04:05.999Z', '2026-12-31T23:59:59.000Z'])('prints %s', (time) => {
    jest.useFakeTimers({ now: new Date(time) });
    try {
      expect(
        lineOf((logger) => {
          logger.info({}, 'message');
        }),
      ).toMatchObject({ time });
    } finally {
      jest.useRealTimers();
    }
  });

  it('prints the code of an error, and its stack when it is a failure', () => {
    const err = Object.assign(new Error('broken'), { code: 'EPIPE', authorization: 'secret' });
    const line = lineOf((logger) => {
      logger.failure({ graph: { code: 'ErrorAccessDenied' }, err }, 'message');
    });

    expect(line).toMatchObject({
      level: 'error',
      graph: { code: 'ErrorAccessDenied' },
      err: { name: 'Error', message: 'broken', code: 'EPIPE', stack: expect.stringContaining('broken') },
    });
    expect(JSON.stringify(line)).not.toContain('secret');
  });
});
