import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { RedisServer } from '../support/redis-server.js';
import type { UserAgent } from '../support/user-agent.js';
import { TestSystem } from '../support/test-system.js';

const alice = 'alice@contoso.example';
const root = join(import.meta.dirname, '../..');

describe('telemetry', () => {
  let system: TestSystem;
  let redis: RedisServer;
  let receiver: OtlpReceiver;
  let browser: UserAgent;
  let metricsUrl: string;

  beforeAll(async () => {
    const metricsPort = await freePort();
    metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    [redis, receiver] = await Promise.all([RedisServer.start(), OtlpReceiver.start()]);
    system = await TestSystem.start({
      TRUSTED_PROXIES: '127.0.0.1,::1',
      REDIS_URL: redis.url,
      METRICS_PORT: String(metricsPort),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    browser = await system.signedIn(alice);
  }, 60_000);

  afterAll(async () => {
    await system.close();
    receiver.close();
    await redis.close();
  });

  const metrics = async (): Promise<string> => (await fetch(metricsUrl)).text();

  it('counts sign-ins, redemptions, acquisitions by source, calls of Graph and sessions', async () => {
    await browser.xhr('GET', '/api/me');
    await browser.xhr('GET', '/api/me');
    await system.browser().navigate('/auth/callback?state=unknown&code=none');

    const text = await metrics();

    expect(text).toContain('bff_sign_ins_total{purpose="sign_in",outcome="success"} 1');
    expect(text).toContain('bff_sign_ins_total{purpose="unknown",outcome="invalid_state"} 1');
    expect(text).toContain('bff_code_redemptions_total{outcome="redeemed"} 1');
    expect(text).toMatch(/bff_token_acquisitions_total\{source="cache"\} 1/);
    expect(text).toMatch(/bff_token_acquisitions_total\{source="memo"\} 1/);
    const called = (peer: string, method: string): RegExp =>
      new RegExp(
        `http_client_request_duration_seconds_count\\{peer_service="${peer}",server_address="localhost",server_port="\\d+",` +
          `http_request_method="${method}",http_response_status_code="200",error_type=""\\} (\\d+)`,
      );
    expect(called('graph', 'GET').exec(text)?.[1]).toBe('2');
    expect(called('entra', 'POST').exec(text)?.[1]).toBe('1');
    expect(text).toMatch(
      /db_client_operation_duration_seconds_count\{db_system_name="redis",db_operation_name="MGET",error_type=""\} \d+/,
    );
    expect(text).toContain('bff_sessions_total{event="created"} 1');
    expect(text).toContain('bff_sessions_active 1');
    expect(text).toMatch(/bff_build_info\{version="\d+\.\d+\.\d+",node="\d+\.\d+\.\d+"\} 1/);
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{http_request_method="GET",http_route="\/api\/me",http_response_status_code="200"\} 2/,
    );
    expect(text).toMatch(/bff_redis_memory_used_ratio nan/i);
    await redis.command('CONFIG', 'SET', 'maxmemory', '100mb');
    expect(await metrics()).toMatch(/bff_redis_memory_used_ratio 0\.0\d+/);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('has nothing of the user in its labels', async () => {
    const text = await metrics();

    expect(text).not.toMatch(/alice|contoso/i);
    expect(text).not.toContain(system.sandbox.control.requireUser(alice).oid);
  });

  it('has every metric that the dashboard and the alerts use', async () => {
    const text = await metrics();
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const documented = readFileSync(join(root, 'docs/operations.md'), 'utf8');
    for (const file of ['deploy/grafana/dashboard.json', 'deploy/prometheus/alerts.yml', 'docs/operations.md']) {
      const used =
        readFileSync(join(root, file), 'utf8').match(
          /\b(?:bff|nodejs|process|http_(?:client|server)_request|db_client)_[a-z\d_]+\b/g,
        ) ?? [];
      const unknown = used.filter((name) => !known.has(name) && !known.has(name.replace(/_(?:bucket|count|sum)$/, '')));
      expect({ file, unknown }).toEqual({ file, unknown: [] });
      expect(used.length).toBeGreaterThan(5);
    }
    const undocumented = [...known].filter((name) => name?.startsWith('bff_') && !documented.includes(name));
    expect(undocumented).toEqual([]);
  });

  it('sends spans: a request, and below it Redis and Graph, with the trace id of a trusted proxy and no secret', async () => {
    const traceId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
    await browser.xhr('GET', '/api/mail/folders', undefined, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    await system.stopApp();

    const ofCaller = receiver.spans.filter((span) => span.traceId === traceId);
    const request = ofCaller.find(({ name }) => name === 'GET /api/mail/folders');
    const below = ofCaller.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name);
    expect(request?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(below).toEqual(expect.arrayContaining(['MGET redis', 'GET graph']));
    expect(receiver.spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['GET /auth/callback', 'POST entra']),
    );
    expect(receiver.raw).not.toMatch(/eyJ|code=|state=|alice|login_hint/i);
    expect(receiver.raw).toContain('"host.name"');
    expect(receiver.raw).toMatch(/"service.name","value":\{"stringValue":"entra-mail-bff"/);
  });

  it('logs that spans could not be sent', async () => {
    receiver.status = 400;
    await system.startApp();
    await fetch(`${system.origin}/health/live`);

    await eventually(() => {
      expect(system.logLines.some((line) => line.includes('traces could not be sent'))).toBe(true);
    });
  });
});
