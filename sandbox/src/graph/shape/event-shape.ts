import type { MeetingEvent } from '../mailbox/meetings.js';
import { dateTime, recipient, zoned } from './message-shape.js';

export const eventProperties: readonly string[] = [
  'id',
  'subject',
  'start',
  'end',
  'originalStartTimeZone',
  'location',
  'organizer',
  'responseStatus',
  'responseRequested',
  'isAllDay',
  'isCancelled',
  'isOnlineMeeting',
  'onlineMeeting',
  'recurrence',
];

export function eventShape({ id, item, meeting, response, respondedAt }: MeetingEvent): Record<string, unknown> {
  return {
    id,
    subject: item.subject,
    start: zoned(meeting.startsAt),
    end: zoned(meeting.endsAt),
    originalStartTimeZone: 'W. Europe Standard Time',
    location: { displayName: meeting.location, locationType: 'default', uniqueIdType: 'unknown' },
    organizer: item.from === null ? null : recipient(item.from),
    responseStatus: {
      response,
      time: respondedAt === undefined ? '0001-01-01T00:00:00Z' : dateTime(respondedAt),
    },
    responseRequested: meeting.responseRequested !== false,
    isAllDay: meeting.isAllDay === true,
    isCancelled: meeting.meetingMessageType === 'meetingCancelled',
    isOnlineMeeting: meeting.onlineMeetingUrl !== undefined,
    onlineMeeting: meeting.onlineMeetingUrl === undefined ? null : { joinUrl: meeting.onlineMeetingUrl },
    recurrence: meeting.recurrence ?? null,
  };
}
