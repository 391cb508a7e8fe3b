import type { Fault } from '../model.js';

export const answerPoints = ['token', 'authorize', 'graph', 'upload', 'batch'] as const;
export type AnswerPoint = (typeof answerPoints)[number];

/** A recorded response, in the format of the table of recorded responses. */
export interface RecordedAnswer {
  readonly where: AnswerPoint;
  /** Which requests get it; absent: all at that point. */
  readonly match?: Readonly<Record<string, string>>;
  /** How often; absent: until removed. */
  readonly times?: number;
  readonly answer: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** An object is sent as JSON, text as it is. */
    readonly body?: unknown;
  };
  /** `after`: the work is done first, as when the real response is lost or altered. */
  readonly when?: 'before' | 'after';
}

const uploadPath = '/AttachmentSessions';

/** Which requests get a response when its row does not say. */
const MATCHES: Readonly<Record<AnswerPoint, Readonly<Record<string, string>>>> = {
  token: {},
  authorize: {},
  graph: {},
  upload: { path: uploadPath },
  batch: { path: '/$batch$' },
};

/** A recorded redirect names another app and another state. Those of the request replace them. */
function locationOf(recorded: string): string {
  const parameters = new URL(recorded).searchParams;
  parameters.delete('state');
  return `{{redirect_uri}}?${parameters.toString()}&state={{state}}`;
}

function headersOf({ where, answer }: RecordedAnswer): Record<string, string> {
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { location } = headers;
  return where === 'authorize' && location !== undefined && URL.canParse(location)
    ? { ...headers, location: locationOf(location) }
    : headers;
}

function textOf(body: unknown): string {
  return body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
}

/** The fault that sends a recorded response. */
export function faultOf(recorded: RecordedAnswer): Fault {
  const { where, match, times, when, answer } = recorded;
  return {
    point: where === 'token' || where === 'authorize' ? where : 'graph',
    match: match ?? MATCHES[where],
    ...(times === undefined ? {} : { times }),
    action: {
      kind: 'respond',
      status: answer.status,
      headers: headersOf(recorded),
      body: textOf(answer.body),
      ...(when === undefined ? {} : { when }),
    },
  };
}
