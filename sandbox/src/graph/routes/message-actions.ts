import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { addressOf } from '../graph-state.js';
import { requireFolder, requireMessage, requirePermanentDelete } from '../lookup.js';
import { checkRecipients, checkSender, composed, sendDraft, sendNew } from '../mailbox/delivery.js';
import { deferredUntil } from '../mailbox/deferred-sends.js';
import type { MailContent } from '../mailbox/mail-item.js';
import { answerTo, type ReplyKind } from '../mailbox/replies.js';
import { oneMessage } from '../message-answers.js';
import { postOfficeOf } from '../post-office.js';
import { mailSend, mailWrite } from '../scopes.js';
import { asArray, asString, parameter, parseJsonObject } from '../shape/json-input.js';
import { readAddress, readMessage } from '../shape/message-input.js';

function destination(call: GraphCall): string {
  const id = parameter(parseJsonObject(call.body), 'destinationId');
  if (id === undefined) {
    throw new GraphError(400, 'ErrorInvalidRequest', "The required parameter 'DestinationId' is missing.");
  }
  return requireFolder(call, asString(id)).id;
}

function move(call: GraphCall): GraphAnswer {
  return oneMessage(call, call.mailbox.move(requireMessage(call), destination(call)), 201);
}

function copy(call: GraphCall): GraphAnswer {
  return oneMessage(call, call.mailbox.copy(requireMessage(call), destination(call)), 201);
}

function permanentDelete(call: GraphCall): GraphAnswer {
  requirePermanentDelete(call);
  call.mailbox.remove(requireMessage(call));
  return { status: 204 };
}

function send(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  if (!item.isDraft) {
    throw new GraphError(400, 'ErrorInvalidRequest', 'Only a draft can be sent.');
  }
  checkSender(item.from, addressOf(call.caller.user));
  const due = deferredUntil(item);
  if (due !== undefined && due > call.now) {
    checkRecipients(item);
    call.graphState.deferred.add({ mailbox: call.mailbox, item, due });
  } else {
    sendDraft(call.mailbox, item, postOfficeOf(call.graphState));
  }
  return { status: 202 };
}

function answerFor(call: GraphCall, kind: ReplyKind): MailContent {
  const item = requireMessage(call);
  const owner = addressOf(call.caller.user);
  const body = parseJsonObject(call.body);
  const comment = parameter(body, 'comment');
  const message = parameter(body, 'message');
  const recipients = kind === 'forward' ? parameter(body, 'toRecipients') : undefined;
  const changes = message === undefined || message === null ? {} : readMessage(message, call.now);
  if (typeof comment === 'string' && comment !== '' && changes.body !== undefined) {
    throw new GraphError(400, 'ErrorInvalidRequest', "'Comment' and 'Message.Body' cannot both be given.");
  }
  const answer = answerTo(item, owner, {
    kind,
    comment: comment === undefined || comment === null ? undefined : asString(comment),
    to: recipients === undefined ? undefined : asArray(recipients).map(readAddress),
    message: changes,
  });
  return composed({ ...answer, from: owner, sender: owner }, owner, call.now);
}

function answerNow(kind: ReplyKind) {
  return (call: GraphCall): GraphAnswer => {
    sendNew(call.mailbox, answerFor(call, kind), postOfficeOf(call.graphState), true);
    return { status: 202 };
  };
}

function draftAnswer(kind: ReplyKind) {
  return (call: GraphCall): GraphAnswer => {
    const drafts = call.mailbox.folders.wellKnown('drafts').id;
    return oneMessage(call, call.mailbox.add(answerFor(call, kind), drafts), 201);
  };
}

const ACTIONS: readonly (readonly [name: string, scopes: readonly string[], handle: GraphRoute['handle']])[] = [
  ['move', mailWrite, move],
  ['copy', mailWrite, copy],
  ['permanentDelete', mailWrite, permanentDelete],
  ['send', mailSend, send],
  ['reply', mailSend, answerNow('reply')],
  ['replyAll', mailSend, answerNow('replyAll')],
  ['forward', mailSend, answerNow('forward')],
  ['createReply', mailWrite, draftAnswer('reply')],
  ['createReplyAll', mailWrite, draftAnswer('replyAll')],
  ['createForward', mailWrite, draftAnswer('forward')],
];

export const actionRoutes: readonly GraphRoute[] = [
  '/me/messages/{message}',
  '/me/mailFolders/{folder}/messages/{message}',
].flatMap((parent) =>
  ACTIONS.map(([name, scopes, handle]) => ({ method: 'POST' as const, template: `${parent}/${name}`, scopes, handle })),
);
