import { GraphError } from '../graph-error.js';
import { immutableId } from './ids.js';
import type { MailItem, Meeting } from './mail-item.js';
import type { Mailbox } from './mailbox.js';

export type MeetingAnswer = 'accepted' | 'tentativelyAccepted' | 'declined';

const answers = new WeakMap<MailItem, { readonly response: MeetingAnswer; readonly at: number }>();

export interface MeetingEvent {
  readonly id: string;
  readonly item: MailItem;
  readonly meeting: Meeting;
  readonly response: 'notResponded' | MeetingAnswer;
  readonly respondedAt: number | undefined;
}

/** The event that an invitation put into the calendar. Responses to one's own meetings have none. */
export function eventOf(mailbox: Mailbox, item: MailItem): MeetingEvent | undefined {
  const { meeting } = item;
  if (meeting === null || !['meetingRequest', 'meetingCancelled'].includes(meeting.meetingMessageType)) {
    return undefined;
  }
  const answer = answers.get(item);
  return {
    id: immutableId(mailbox.guid, 'event', item.key),
    item,
    meeting,
    response: answer?.response ?? 'notResponded',
    respondedAt: answer?.at,
  };
}

export function findEvent(mailbox: Mailbox, id: string): MeetingEvent | undefined {
  return mailbox
    .all()
    .map((item) => eventOf(mailbox, item))
    .find((event) => event?.id === id);
}

export function answerEvent({ item, meeting }: MeetingEvent, response: MeetingAnswer, at: number): void {
  if (meeting.meetingMessageType === 'meetingCancelled') {
    throw new GraphError(400, 'ErrorCalendarCannotAcceptCancelledMeeting', 'The meeting has been cancelled.');
  }
  answers.set(item, { response, at });
}
