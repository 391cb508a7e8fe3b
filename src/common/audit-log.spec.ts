import { AuditLog } from './audit-log.js';
import { Logger } from './logger.js';
import { Problem } from './problem.js';
import { runInRequestContext } from './request-context.js';

describe('the audit log', () => {
  let lines: Record<string, unknown>[];
  let audit: AuditLog;
  const session = { id: 'handle', user: { id: 'oid-at-home.tid-at-home', tenantId: 'tid' } };

  beforeEach(() => {
    lines = [];
    const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
    audit = new AuditLog(new Logger('silent', { write }));
  });

  it('records who, from where and with which outcome, whatever the level of the log is', () => {
    runInRequestContext({ traceId: 'the-trace', address: '203.0.113.7', userAgent: 'a browser' }, () => {
      audit.record('sign_in', { session });
    });

    expect(lines).toEqual([
      expect.objectContaining({
        event: 'sign_in',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        outcome: 'success',
        ref: 'the-trace',
        user: { oid: 'oid-at-home', tid: 'tid' },
        address: '203.0.113.7',
        session: expect.stringMatching(/^[\w-]{43}$/) as string,
        userAgent: 'a browser',
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('handle');
  });

  it('names a guest by the object id in the tenant of the session', () => {
    audit.record('sign_in', { session: { ...session, objectId: 'oid-there' } });

    expect(lines[0]).toMatchObject({ user: { oid: 'oid-there', tid: 'tid' } });
  });

  it('records the outcome of a task, and lets it fail', async () => {
    await audit.watch('mail_sent', { session }, () => Promise.resolve(1));
    await expect(audit.watch('mail_sent', { session }, () => Promise.reject(new Problem('throttled')))).rejects.toThrow(
      'throttled',
    );
    await expect(audit.watch('mail_sent', { session }, () => Promise.reject(new Error('x')))).rejects.toThrow('x');

    expect(lines.map(({ outcome }) => outcome)).toEqual(['success', 'throttled', 'failed']);
  });
});
