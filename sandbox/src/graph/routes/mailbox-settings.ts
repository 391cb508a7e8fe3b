import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { contextOf } from '../lists.js';
import type { DateTimeTimeZone } from '../mailbox/mail-item.js';
import { settingsOf, type AutomaticReplies } from '../mailbox/mailbox-settings.js';
import { settingsRead, settingsWrite } from '../scopes.js';
import { asChoice, asObject, asString, parseJsonObject, type JsonObject } from '../shape/json-input.js';

const TYPE = 'microsoft.graph.automaticRepliesSetting';

function settings(call: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(call, '/mailboxSettings'),
      archiveFolder: call.mailbox.folders.find('archive')?.id ?? null,
      timeZone: 'UTC',
      delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
      dateFormat: 'dd/MM/yyyy',
      timeFormat: 'HH:mm',
      userPurpose: 'user',
      automaticRepliesSetting: { ...settingsOf(call.mailbox, call.now).automaticReplies },
      language: { locale: 'en-US', displayName: 'English (United States)' },
    },
  };
}

function automaticReplies(call: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(call, '/mailboxSettings/automaticRepliesSetting'),
      ...settingsOf(call.mailbox, call.now).automaticReplies,
    },
  };
}

function zoned(value: unknown): DateTimeTimeZone {
  const { dateTime, timeZone } = asObject(value);
  if (Number.isNaN(Date.parse(`${asString(dateTime).replace(/(\.\d{3})\d*$/, '$1')}Z`))) {
    throw new GraphError(400, 'ErrorInvalidRequest', 'The date of the schedule is not valid.');
  }
  return { dateTime: asString(dateTime), timeZone: timeZone === undefined ? 'UTC' : asString(timeZone) };
}

function readReplies(before: AutomaticReplies, body: JsonObject): AutomaticReplies {
  const has = (name: keyof AutomaticReplies): boolean => body[name] !== undefined && body[name] !== null;
  const after: AutomaticReplies = {
    status: has('status')
      ? asChoice(body['status'], ['disabled', 'alwaysEnabled', 'scheduled'], 'microsoft.graph.automaticRepliesStatus')
      : before.status,
    externalAudience: has('externalAudience')
      ? asChoice(body['externalAudience'], ['none', 'contactsOnly', 'all'], 'microsoft.graph.externalAudienceScope')
      : before.externalAudience,
    scheduledStartDateTime: has('scheduledStartDateTime')
      ? zoned(body['scheduledStartDateTime'])
      : before.scheduledStartDateTime,
    scheduledEndDateTime: has('scheduledEndDateTime')
      ? zoned(body['scheduledEndDateTime'])
      : before.scheduledEndDateTime,
    internalReplyMessage: has('internalReplyMessage')
      ? asString(body['internalReplyMessage'])
      : before.internalReplyMessage,
    externalReplyMessage: has('externalReplyMessage')
      ? asString(body['externalReplyMessage'])
      : before.externalReplyMessage,
  };
  if (after.status === 'scheduled' && after.scheduledEndDateTime.dateTime <= after.scheduledStartDateTime.dateTime) {
    throw new GraphError(400, 'ErrorInvalidTimeInterval', 'The end of the schedule is before its start.');
  }
  return after;
}

function update(call: GraphCall): GraphAnswer {
  const stored = settingsOf(call.mailbox, call.now);
  const changes = parseJsonObject(call.body)['automaticRepliesSetting'];
  if (changes === undefined) {
    throw new GraphError(400, 'ErrorInvalidRequest', `Only ${TYPE} can be changed here.`);
  }
  stored.automaticReplies = readReplies(stored.automaticReplies, asObject(changes));
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(call, '/mailboxSettings'),
      automaticRepliesSetting: { ...stored.automaticReplies },
    },
  };
}

export const settingsRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/mailboxSettings', scopes: settingsRead, handle: settings },
  { method: 'PATCH', template: '/me/mailboxSettings', scopes: settingsWrite, handle: update },
  {
    method: 'GET',
    template: '/me/mailboxSettings/automaticRepliesSetting',
    scopes: settingsRead,
    handle: automaticReplies,
  },
];
