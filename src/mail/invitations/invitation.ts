import { addressOrNull, fieldsOf, type Invitation, secureUrl, text } from '../model/index.js';

type Fields = Readonly<Record<string, unknown>>;

const kinds = ['meetingrequest', 'meetingcancelled'];
const responses: Readonly<Record<string, Invitation['response']>> = {
  organizer: 'organiser',
  accepted: 'accepted',
  tentativelyaccepted: 'tentative',
  declined: 'declined',
};

/**
 * An `eventMessage` of Graph, with its `event` where Graph returned it. The event has more properties, and is the
 * current state of the calendar. Null for a message that neither invites nor cancels, such as somebody's answer.
 */
export function invitationOf(answer: unknown): Invitation | null {
  const message = fieldsOf(answer);
  const kind = text(message['meetingMessageType']).toLowerCase();
  if (!kinds.includes(kind)) {
    return null;
  }
  const event = objectOr(message['event']);
  const response = text(objectOr(event['responseStatus'])['response']).toLowerCase();
  const isAllDay = event['isAllDay'] === true || message['isAllDay'] === true;
  const start = objectOr(event['start'] ?? message['startDateTime']);
  const recurrence = event['recurrence'] ?? message['recurrence'];
  const joinUrl = secureUrl(objectOr(event['onlineMeeting'])['joinUrl']) ?? secureUrl(event['onlineMeetingUrl']);
  return {
    start: timeOf(start, isAllDay),
    end: timeOf(objectOr(event['end'] ?? message['endDateTime']), isAllDay),
    timeZone: text(event['originalStartTimeZone']) || text(start['timeZone']) || 'UTC',
    location: text(objectOr(event['location'] ?? message['location'])['displayName']),
    organiser: addressOrNull(event['organizer']) ?? addressOrNull(message['from']),
    response: responses[response] ?? 'none',
    isAllDay,
    isCancelled: kind === 'meetingcancelled' || event['isCancelled'] === true,
    ...(typeof recurrence === 'object' && recurrence !== null ? { recurrence: fieldsOf(recurrence) } : {}),
    ...(joinUrl === null ? {} : { onlineMeetingUrl: joinUrl }),
    isResponseRequested: (event['responseRequested'] ?? message['responseRequested']) !== false,
    isOutdated: message['isOutOfDate'] === true || requestType(message) === 'outdated',
    ...(isUpdate(message) ? { update: previousOf(message, isAllDay) } : {}),
  };
}

function isUpdate(message: Fields): boolean {
  return (
    ['fullupdate', 'informationalupdate', 'silentupdate'].includes(requestType(message)) ||
    Object.keys(objectOr(message['previousStartDateTime'])).length > 0
  );
}

/** Graph's `meetingRequestType`, in lower case; empty for a cancellation. */
function requestType(message: Fields): string {
  return text(message['meetingRequestType']).toLowerCase();
}

function previousOf(message: Fields, isAllDay: boolean): NonNullable<Invitation['update']> {
  const location = text(objectOr(message['previousLocation'])['displayName']);
  return {
    previousStart: timeOf(objectOr(message['previousStartDateTime']), isAllDay),
    previousEnd: timeOf(objectOr(message['previousEndDateTime']), isAllDay),
    previousLocation: location === '' ? null : location,
  };
}

/** Graph writes UTC without its sign, unless requested otherwise; a whole day is a date and has no zone. */
function timeOf({ dateTime, timeZone }: Fields, isAllDay: boolean): string | null {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(text(dateTime)) ?? [];
  if (date === undefined || time === undefined) {
    return null;
  }
  const isUtc = /^(?:utc|tzone:\/\/microsoft\/utc|etc\/utc|gmt)?$/i.test(text(timeZone));
  return isAllDay ? date : isUtc ? `${date}T${time}Z` : `${date}T${time}`;
}

function objectOr(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
