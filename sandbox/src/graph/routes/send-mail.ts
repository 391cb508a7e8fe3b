import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { addressOf } from '../graph-state.js';
import { checkSender, composed, sendNew } from '../mailbox/delivery.js';
import { postOfficeOf } from '../post-office.js';
import { mailSend } from '../scopes.js';
import { asBoolean, isObject, parameter, parseJsonObject, type JsonObject } from '../shape/json-input.js';
import { readMessage } from '../shape/message-input.js';
import { isMime, readMimeBody } from './mime-body.js';

/** Old samples send the flag as a string, and the service accepts it. */
function savesToSentItems(body: JsonObject): boolean {
  const value = parameter(body, 'saveToSentItems');
  if (value === undefined || value === null) {
    return true;
  }
  return typeof value === 'string' ? value.toLowerCase() !== 'false' : asBoolean(value);
}

function sendMail(call: GraphCall): GraphAnswer {
  const { mailbox, graphState } = call;
  const owner = addressOf(call.caller.user);
  const body = isMime(call) ? undefined : parseJsonObject(call.body);
  const message = body === undefined ? undefined : parameter(body, 'message');
  if (body !== undefined && !isObject(message)) {
    throw new GraphError(400, 'ErrorInvalidRequest', "The required parameter 'Message' is missing.");
  }
  const changes = body === undefined ? readMimeBody(call) : readMessage(message, call.now);
  checkSender(changes.from ?? null, owner);
  const content = composed({ ...changes, from: owner, sender: owner }, owner, call.now);
  sendNew(mailbox, content, postOfficeOf(graphState), body === undefined || savesToSentItems(body));
  return { status: 202 };
}

export const sendRoutes: readonly GraphRoute[] = [
  { method: 'POST', template: '/me/sendMail', scopes: mailSend, handle: sendMail },
];
