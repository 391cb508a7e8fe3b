import type { Fault, FaultAction } from '../../sandbox/src/index.js';

/** The calls to Graph that an upload of two ranges makes, in order. */
export const uploadCalls = {
  'reading the draft': { method: 'GET', route: '/me/messages/{message}' },
  'listing the attachments': { method: 'GET', route: '/me/messages/{message}/attachments' },
  'opening the session': { method: 'POST', route: '/me/messages/{message}/attachments/createUploadSession' },
  'the first range': { method: 'PUT', path: '/AttachmentSessions' },
  'the last range': { method: 'PUT', path: '/AttachmentSessions' },
  'reading the added attachment': { method: 'GET', route: '/me/messages/{message}/attachments/{attachment}' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type UploadCall = keyof typeof uploadCalls;

const json = { 'content-type': 'application/json' };
const refusals: readonly (readonly [status: number, code: string])[] = [
  [400, ''],
  [401, 'InvalidAuthenticationToken'],
  [403, 'ErrorAccessDenied'],
  [404, 'ErrorItemNotFound'],
  [409, 'ErrorIrresolvableConflict'],
  [410, 'ErrorUploadSessionExpired'],
  [412, 'ErrorIrresolvableConflict'],
  [416, 'ErrorInvalidRange'],
  [429, 'ApplicationThrottled'],
  [500, 'ErrorInternalServerError'],
  [502, 'UnknownError'],
  [503, 'serviceNotAvailable'],
  [504, 'UnknownError'],
  [507, 'QuotaExceededException'],
];
const wrongResponses: readonly (readonly [string, { readonly headers: object; readonly body: string }])[] = [
  ['HTML', { headers: { 'content-type': 'text/html' }, body: '<h1>Sign in to the network</h1>' }],
  ['nothing', { headers: json, body: '' }],
  ['half of a response', { headers: json, body: '{"value":[{"id":"x"' }],
  ['another layout', { headers: json, body: '{"value":null,"uploadUrl":7,"nextExpectedRanges":"none"}' }],
];

type NamedAction = readonly [name: string, action: FaultAction];

/** The faults in place of a response: before the work, and after it. */
const actions: readonly NamedAction[] = (['before', 'after'] as const).flatMap((when): readonly NamedAction[] => [
  [`a connection that is closed ${when} the work`, { kind: 'reset', when }],
  ...refusals.map(([status, code]): NamedAction => {
    const headers: Readonly<Record<string, string>> = status === 429 || status === 503 ? { 'retry-after': '0' } : {};
    return [`${status} ${when} the work`, { kind: 'graph_error', status, code, headers, when }];
  }),
  ...wrongResponses.map(([name, { headers, body }]): NamedAction => [
    `200 with ${name} ${when} the work`,
    { kind: 'respond', status: 200, headers: { ...headers }, body, when },
  ]),
]);

export interface UploadFault {
  readonly name: string;
  readonly faults: readonly Fault[];
}

/** The faults for calls in JSON. The remaining ones are tested with every other call to Graph. */
const someRefusals = /^(?:a connection|200 with (?:HTML|half)|(?:401|403|404|429|503) )/;

/** Every fault for each range, and some for each other call, once. */
export function uploadFaults(): readonly UploadFault[] {
  return (Object.keys(uploadCalls) as UploadCall[]).flatMap((call) => {
    const at = { point: 'graph', match: uploadCalls[call], times: 1 } as const;
    const passed: Fault = { ...at, action: { kind: 'delay', milliseconds: 0 } };
    return actions
      .filter(([name]) => uploadCalls[call].method === 'PUT' || someRefusals.test(name))
      .filter(([name]) => uploadCalls[call].method !== 'GET' || !name.endsWith('after the work'))
      .map(([name, action]) => ({
        name: `${name}, at ${call}`,
        faults: [...(call === 'the last range' ? [passed] : []), { ...at, action }],
      }));
  });
}
