import { randomUUID } from 'node:crypto';
import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { collection, contextOf, pageOf } from '../lists.js';
import { settingsOf } from '../mailbox/mailbox-settings.js';
import { settingsRead, settingsWrite } from '../scopes.js';
import { asString, parameter, parseJsonObject } from '../shape/json-input.js';

const COLOR = /^(?:none|preset(?:1?\d|2[0-4]))$/;

function list(call: GraphCall): GraphAnswer {
  const { categories } = settingsOf(call.mailbox, call.now);
  const page = pageOf(call, categories, 100);
  return {
    status: 200,
    body: collection(
      contextOf(call, '/outlook/masterCategories'),
      page.items.map((category) => ({ ...category })),
      { nextLink: page.nextLink },
    ),
  };
}

function add(call: GraphCall): GraphAnswer {
  const { categories } = settingsOf(call.mailbox, call.now);
  const body = parseJsonObject(call.body);
  const displayName = asString(parameter(body, 'displayName') ?? '').trim();
  const color = asString(parameter(body, 'color') ?? 'none').toLowerCase();
  if (displayName === '' || !COLOR.test(color)) {
    throw new GraphError(400, 'ErrorInvalidRequest', 'A category needs a name, and a color that is a preset.');
  }
  if (categories.some((each) => each.displayName.toLowerCase() === displayName.toLowerCase())) {
    throw new GraphError(409, 'CategoryNameDuplicate', 'A category with this name already exists.');
  }
  const category = { id: randomUUID(), displayName, color };
  categories.push(category);
  return { status: 201, body: { ...category } };
}

export const categoryRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/outlook/masterCategories', scopes: settingsRead, handle: list },
  { method: 'POST', template: '/me/outlook/masterCategories', scopes: settingsWrite, handle: add },
];
