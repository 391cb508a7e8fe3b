import { Readable } from 'node:stream';
import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { collection, contextOf, pageOf, selected } from '../lists.js';
import { requireAttachment, requireMessage } from '../lookup.js';
import type { MailItem } from '../mailbox/mail-item.js';
import { parseExpand } from '../odata/select.js';
import { mailRead, mailWrite } from '../scopes.js';
import { attachmentShape, parseAttachmentSelect } from '../shape/attachment-shape.js';
import { parseJsonObject } from '../shape/json-input.js';
import { readAttachment } from '../shape/message-input.js';
import { createUploadSession } from './upload-session.js';

const ITEM = 'microsoft.graph.itemAttachment/item';

function contextFor(call: GraphCall, item: MailItem, rest = ''): string {
  return contextOf(
    call,
    `/messages('${encodeURIComponent(call.shapeOptions.immutableIds ? item.immutableId : item.id)}')/attachments${rest}`,
  );
}

function list(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  const select = parseAttachmentSelect(call.query.get('select'));
  const page = pageOf(call, item.attachments, 1000);
  return {
    status: 200,
    body: collection(
      contextFor(call, item, selected(select)),
      page.items.map((each) => attachmentShape(item, each, call.mailbox, call.shapeOptions.immutableIds, select)),
      { nextLink: page.nextLink, count: call.query.flag('count') ? item.attachments.length : undefined },
    ),
  };
}

function get(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  const attachment = requireAttachment(call, item);
  const select = parseAttachmentSelect(call.query.get('select'));
  const [expansion] = parseExpand(call.query.get('expand'), [ITEM], 'microsoft.graph.attachment');
  const { special } = attachment;
  const attached =
    expansion === undefined || special?.kind !== 'item'
      ? {}
      : { item: { '@odata.type': `#microsoft.graph.${special.itemType}`, id: '', subject: attachment.name } };
  return {
    status: 200,
    body: {
      '@odata.context': contextFor(call, item, `${selected(select)}/$entity`),
      ...attachmentShape(item, attachment, call.mailbox, call.shapeOptions.immutableIds, select),
      ...attached,
    },
  };
}

function bytes(call: GraphCall): GraphAnswer {
  const { content, contentType, special } = requireAttachment(call, requireMessage(call));
  if (special?.kind === 'reference') {
    throw new GraphError(405, 'ErrorInvalidRequest', 'The OData request is not supported.');
  }
  return {
    status: 200,
    headers: { 'content-type': contentType, 'content-length': String(content.length) },
    body: Readable.from(content.chunks, { objectMode: false }),
  };
}

function add(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  const attachment = readAttachment(parseJsonObject(call.body), call.now);
  call.mailbox.update(item, { attachments: [...item.attachments, attachment] });
  const shape = attachmentShape(item, attachment, call.mailbox, call.shapeOptions.immutableIds);
  return { status: 201, body: { '@odata.context': contextFor(call, item, '/$entity'), ...shape } };
}

function remove(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  const attachment = requireAttachment(call, item);
  call.mailbox.update(item, { attachments: item.attachments.filter((each) => each !== attachment) });
  return { status: 204 };
}

const underMessage: readonly GraphRoute[] = [
  { method: 'GET', template: '/attachments', scopes: mailRead, handle: list },
  { method: 'POST', template: '/attachments', scopes: mailWrite, handle: add },
  { method: 'POST', template: '/attachments/createUploadSession', scopes: mailWrite, handle: createUploadSession },
  { method: 'GET', template: '/attachments/{attachment}', scopes: mailRead, handle: get },
  { method: 'DELETE', template: '/attachments/{attachment}', scopes: mailWrite, handle: remove },
  { method: 'GET', template: '/attachments/{attachment}/$value', scopes: mailRead, handle: bytes },
];

export const attachmentRoutes: readonly GraphRoute[] = [
  '/me/messages/{message}',
  '/me/mailFolders/{folder}/messages/{message}',
].flatMap((parent) => underMessage.map((route) => ({ ...route, template: `${parent}${route.template}` })));
