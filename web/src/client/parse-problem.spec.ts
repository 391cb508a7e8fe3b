import { parseProblem } from './parse-problem.js';

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers });
}

describe('a failed response as a problem', () => {
  it('preserves that an admin consent has no address', () => {
    const found = parseProblem(answer(403), { code: 'admin_consent_required', interactionUrl: null });
    expect(found).toMatchObject({ code: 'admin_consent_required', interactionUrl: null, permissions: [] });
  });

  it('does not offer a consent that has no address', () => {
    expect(parseProblem(answer(403), { code: 'consent_required' }).code).toBe('unexpected');
  });

  it('preserves the field errors of an invalid request and drops invalid ones', () => {
    const errors = [{ path: 'to.0', message: 'No address' }, { path: 'x' }, 'nonsense'];
    const found = parseProblem(answer(400), { code: 'invalid_request', errors });
    expect(found).toMatchObject({ errors: [{ path: 'to.0', message: 'No address' }] });
  });

  it('treats a gateway without a problem document as an unreachable server', () => {
    const found = parseProblem(answer(503, { 'Retry-After': '7' }), '<html>');
    expect(found).toMatchObject({ code: 'network_unreachable', retryAfterSeconds: 7 });
  });

  it('calls an unknown code unexpected and preserves its trace id', () => {
    const found = parseProblem(answer(418), { code: 'teapot', traceId: 't' });
    expect(found).toMatchObject({ code: 'unexpected', status: 418, traceId: 't' });
  });
});
