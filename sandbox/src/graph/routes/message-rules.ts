import { randomUUID } from 'node:crypto';
import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { collection, contextOf } from '../lists.js';
import { rulesOf, type MessageRule } from '../mailbox/message-rules.js';
import { settingsRead, settingsWrite } from '../scopes.js';
import { asBoolean, asObject, asString, parseJsonObject, type JsonObject } from '../shape/json-input.js';

const TEMPLATE = '/me/mailFolders/inbox/messageRules';

function shape(rule: MessageRule): Record<string, unknown> {
  return { ...rule, isReadOnly: false, hasError: false };
}

function list(call: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: collection(contextOf(call, "/mailFolders('inbox')/messageRules"), rulesOf(call.mailbox).map(shape), {}),
  };
}

function requireRule(call: GraphCall): MessageRule {
  const rule = rulesOf(call.mailbox).find(({ id }) => id === call.param('rule'));
  if (rule === undefined) {
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  }
  return rule;
}

function changed(rule: MessageRule, body: JsonObject): MessageRule {
  const next = {
    ...rule,
    displayName: body['displayName'] === undefined ? rule.displayName : asString(body['displayName']),
    isEnabled: body['isEnabled'] === undefined ? rule.isEnabled : asBoolean(body['isEnabled']),
    conditions: body['conditions'] === undefined ? rule.conditions : asObject(body['conditions']),
    actions: body['actions'] === undefined ? rule.actions : asObject(body['actions']),
  };
  if (next.displayName === '' || Object.keys(next.actions).length === 0) {
    throw new GraphError(400, 'ErrorInvalidRequest', 'A rule needs a name and an action.');
  }
  return next;
}

function create(call: GraphCall): GraphAnswer {
  const rules = rulesOf(call.mailbox);
  const blank = { id: randomUUID(), displayName: '', sequence: 1, isEnabled: true, conditions: {}, actions: {} };
  const rule = changed(blank, parseJsonObject(call.body));
  rules.push(rule);
  return { status: 201, body: shape(rule) };
}

function update(call: GraphCall): GraphAnswer {
  const rules = rulesOf(call.mailbox);
  const before = requireRule(call);
  const rule = changed(before, parseJsonObject(call.body));
  rules.splice(rules.indexOf(before), 1, rule);
  return { status: 200, body: shape(rule) };
}

function remove(call: GraphCall): GraphAnswer {
  const rules = rulesOf(call.mailbox);
  rules.splice(rules.indexOf(requireRule(call)), 1);
  return { status: 204 };
}

/** https://learn.microsoft.com/graph/api/resources/messagerule: only the inbox has rules. */
export const ruleRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: TEMPLATE, scopes: settingsRead, handle: list },
  { method: 'POST', template: TEMPLATE, scopes: settingsWrite, handle: create },
  { method: 'PATCH', template: `${TEMPLATE}/{rule}`, scopes: settingsWrite, handle: update },
  { method: 'DELETE', template: `${TEMPLATE}/{rule}`, scopes: settingsWrite, handle: remove },
];
