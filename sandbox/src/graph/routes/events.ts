import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { itemNotFound } from '../graph-error.js';
import { addressOf } from '../graph-state.js';
import { contextOf } from '../lists.js';
import { composed, deliver } from '../mailbox/delivery.js';
import { answerEvent, findEvent, type MeetingAnswer, type MeetingEvent } from '../mailbox/meetings.js';
import type { Meeting } from '../mailbox/mail-item.js';
import { parseSelect, pick } from '../odata/select.js';
import { postOfficeOf } from '../post-office.js';
import { calendarRead, calendarWrite } from '../scopes.js';
import { eventProperties, eventShape } from '../shape/event-shape.js';
import { asBoolean, asString, parameter, parseJsonObject } from '../shape/json-input.js';

function requireEvent(call: GraphCall): MeetingEvent {
  const event = findEvent(call.mailbox, call.param('event'));
  if (event === undefined) {
    throw itemNotFound();
  }
  return event;
}

function get(call: GraphCall): GraphAnswer {
  const select = parseSelect(call.query.get('select'), eventProperties, 'microsoft.graph.event');
  const context = contextOf(call, '/events/$entity');
  return { status: 200, body: { '@odata.context': context, ...pick(eventShape(requireEvent(call)), select) } };
}

const PREFIXES: Readonly<Record<MeetingAnswer, readonly [prefix: string, type: Meeting['meetingMessageType']]>> = {
  accepted: ['Accepted', 'meetingAccepted'],
  tentativelyAccepted: ['Tentative', 'meetingTenativelyAccepted'],
  declined: ['Declined', 'meetingDeclined'],
};

/** The organiser gets a message unless the request declines that. The invitation is not moved. */
function answerWith(response: MeetingAnswer) {
  return (call: GraphCall): GraphAnswer => {
    const event = requireEvent(call);
    const body = parseJsonObject(call.body);
    const comment = parameter(body, 'comment');
    const sendResponse = parameter(body, 'sendResponse');
    const text = comment === undefined || comment === null ? '' : asString(comment);
    const isSent = sendResponse === undefined || sendResponse === null || asBoolean(sendResponse);
    answerEvent(event, response, call.now);
    const { item, meeting } = event;
    if (isSent && item.from !== null) {
      const owner = addressOf(call.caller.user);
      const [prefix, meetingMessageType] = PREFIXES[response];
      const answer = composed(
        {
          subject: `${prefix}: ${item.subject}`,
          body: { contentType: 'text', content: text },
          to: [item.from],
          meeting: { ...meeting, meetingMessageType },
          isDraft: false,
        },
        owner,
        call.now,
      );
      call.mailbox.add(answer, call.mailbox.folders.wellKnown('sentitems').id);
      deliver(answer, postOfficeOf(call.graphState));
    }
    return { status: 202 };
  };
}

export const eventRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/events/{event}', scopes: calendarRead, handle: get },
  { method: 'POST', template: '/me/events/{event}/accept', scopes: calendarWrite, handle: answerWith('accepted') },
  {
    method: 'POST',
    template: '/me/events/{event}/tentativelyAccept',
    scopes: calendarWrite,
    handle: answerWith('tentativelyAccepted'),
  },
  { method: 'POST', template: '/me/events/{event}/decline', scopes: calendarWrite, handle: answerWith('declined') },
];
