import { entraRefusalOf, loggedRefusal } from './entra-refusal.js';

describe('the numbers of a refusal', () => {
  it.each<[object, number[]]>([
    [{}, []],
    [{ error_codes: [65001] }, [65001]],
    [{ error_codes: ['65001', 90094] }, [65001, 90094]],
    [{ error_codes: ['AADSTS65001'] }, [65001]],
    [{ error_codes: 65001 }, [65001]],
    [{ error_codes: '65001' }, [65001]],
    [{ error_codes: [null, {}, 'x'] }, []],
    [{ error_codes: null, error_description: 'AADSTS65004: declined. Trace ID: 1' }, [65004]],
    [{ error_description: 'aadsts65004 declined' }, [65004]],
    [{ error_description: 'AadSts:65004' }, [65004]],
    [{ error_description: 'AADSTS65004' }, [65004]],
    [{ error_description: 'AADSTS70002: x AADSTS54005: y AADSTS70002: z' }, [70002, 54005]],
    [{ error_description: 'XAADSTS65004 AADSTS1 AADSTS1234567890' }, []],
    [{ error_description: `${'x'.repeat(4096)} AADSTS65004` }, []],
    [{ error_subcode: '65004' }, [65004]],
    [{ error_subcode: 65004 }, [65004]],
    [{ error_subcode: 'cancel' }, []],
    [{ suberror: 'AADSTS65001' }, [65001]],
    [{ error: 'AADSTS50105' }, [50105]],
    [{ error_codes: [65001], error_description: 'AADSTS65001: x' }, [65001]],
  ])('of %j are %j', (answer, numbers) => {
    expect(entraRefusalOf(answer).numbers).toEqual(numbers);
  });

  it('are at most eight', () => {
    const codes = Array.from({ length: 20 }, (_, index) => 10001 + index);
    expect(entraRefusalOf({ error_codes: codes }).numbers).toHaveLength(8);
  });
});

describe('a refusal', () => {
  it.each([[null], ['text'], [[]], [undefined], [5], [{ error: 5, suberror: [], claims: 7 }]])(
    'of %j has no facts',
    (answer) => {
      expect(entraRefusalOf(answer)).toMatchObject({ error: '', suberror: '', numbers: [], claims: '' });
    },
  );

  it('has its claims as JSON, in whatever encoding they were sent', () => {
    expect(entraRefusalOf({ claims: '{"a":1}' }).claims).toBe('{"a":1}');
    expect(entraRefusalOf({ claims: { a: 1 } }).claims).toBe('{"a":1}');
  });

  it('has Entra’s ids and time from its members', () => {
    expect(
      entraRefusalOf({
        correlation_id: '6A5B4C3D-aaaa-4bbb-8ccc-9dddeeee0001',
        trace_id: '0f0c1d2e-1111-4222-8333-944455556600',
        timestamp: '2026-03-04 05:06:07Z',
      }),
    ).toMatchObject({
      correlationId: '6a5b4c3d-aaaa-4bbb-8ccc-9dddeeee0001',
      traceId: '0f0c1d2e-1111-4222-8333-944455556600',
      timestamp: '2026-03-04 05:06:07Z',
    });
  });

  it('has them from its text, where it has no members', () => {
    const error_description =
      'AADSTS53003: Blocked.\r\nTrace ID: 0f0c1d2e-1111-4222-8333-944455556600\r\nCorrelation ID: 6a5b4c3d-aaaa-4bbb-8ccc-9dddeeee0001\r\nTimestamp: 2026-03-04 05:06:07Z';
    expect(entraRefusalOf({ error_description })).toMatchObject({
      correlationId: '6a5b4c3d-aaaa-4bbb-8ccc-9dddeeee0001',
      traceId: '0f0c1d2e-1111-4222-8333-944455556600',
      timestamp: '2026-03-04 05:06:07Z',
    });
  });

  it('is logged without its text', () => {
    const answer = {
      error: 'x'.repeat(100),
      error_description: 'AADSTS50034: alice@contoso.example',
      trace_id: 'no guid',
    };
    const logged = JSON.stringify(loggedRefusal(entraRefusalOf(answer)));
    expect(logged).not.toContain('alice');
    expect(logged).not.toContain('x'.repeat(65));
    expect(logged).not.toContain('no guid');
  });
});
