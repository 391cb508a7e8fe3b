import type { paths } from '../client/index.js';
import { localTime } from '../ui/dates.js';

type Replies = paths['/api/mail/automatic-replies']['get']['responses'][200]['content']['application/json'];
type RepliesInput = NonNullable<
  paths['/api/mail/automatic-replies']['put']['requestBody']
>['content']['application/json'];

export interface RepliesForm {
  readonly status: Replies['status'];
  readonly audience: Replies['externalAudience'];
  /** In the format of `datetime-local`: local time of the browser. */
  readonly start: string;
  readonly end: string;
  readonly internal: string;
  readonly external: string;
  /** The replies as they were shown. An unchanged reply is not sent, because the text field would drop its pictures. */
  readonly shown: { readonly internal: string; readonly external: string };
}

const dayMs = 86_400_000;

export function repliesOf(replies: Replies, now: Date): RepliesForm {
  const { status, externalAudience, start, end, internalMessage, externalMessage } = replies;
  const shown = { internal: textOf(internalMessage), external: textOf(externalMessage) };
  const isPast = end !== null && Date.parse(end) < now.getTime();
  return {
    ...{ status, audience: externalAudience, ...shown, shown },
    start: localTime(start === null || isPast ? now : new Date(start)),
    end: localTime(end === null || isPast ? new Date(now.getTime() + 7 * dayMs) : new Date(end)),
  };
}

/** Undefined when a time is invalid, or when the end is before the start. */
export function inputOf(form: RepliesForm): RepliesInput | undefined {
  const { status, audience, internal, external, shown } = form;
  const [start, end] = [new Date(form.start), new Date(form.end)];
  const isScheduled = status === 'scheduled';
  if (isScheduled && !(start.getTime() < end.getTime())) {
    return undefined;
  }
  return {
    status,
    externalAudience: audience,
    ...(isScheduled ? { start: start.toISOString(), end: end.toISOString() } : {}),
    ...(internal === shown.internal ? {} : { internalMessage: htmlOf(internal) }),
    ...(external === shown.external ? {} : { externalMessage: htmlOf(external) }),
  };
}

/** The text of HTML that the service has sanitised; for a text field, not for a page. */
function textOf(html: string): string {
  return html
    .replace(/<(style|head)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h\d)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, '’')
    .replace(/&amp;/g, '&')
    .trim();
}

function htmlOf(text: string): string {
  const escaped = text.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped === '' ? '' : `<p>${escaped.replace(/\r?\n/g, '<br>')}</p>`;
}
