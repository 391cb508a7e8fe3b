import { AuthApi } from './auth-api.js';
import type { EventStream, EventStreamOptions } from './event-stream.js';
import { MailApi } from './mail-api.js';
import { openSharedEventStream } from './shared-event-stream.js';
import { Transport, type TransportOptions } from './transport.js';

type StreamOptions = Pick<EventStreamOptions, 'onEvent' | 'onState'>;
type MailStreamOptions = StreamOptions & Pick<EventStreamOptions, 'since'>;

/** The whole BFF, typed. One per page. The event streams are shared by all pages of the browser. */
export interface BffClient {
  readonly auth: AuthApi;
  readonly mail: MailApi;
  /** `session.expiring`, `session.continued`, `session.ended`, `permissions.changed`. */
  authEvents(options: StreamOptions): EventStream;
  /** `mail.changed`. */
  mailEvents(options: MailStreamOptions): EventStream;
}

export function createBffClient(options: TransportOptions = {}): BffClient {
  const transport = new Transport(options);
  const open = (path: string, stream: StreamOptions): EventStream =>
    openSharedEventStream({
      ...stream,
      url: `${options.baseUrl ?? ''}${path}`,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    });
  return {
    auth: new AuthApi(transport),
    mail: new MailApi(transport),
    authEvents: (stream) => open('/auth/events', stream),
    mailEvents: (stream) => open('/api/mail/events', stream),
  };
}
