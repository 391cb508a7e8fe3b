import type { GraphAnswer, GraphCall } from './graph-call.js';
import { contextOf, selected } from './lists.js';
import type { MailItem } from './mailbox/mail-item.js';
import { parseExpand, parseSelect } from './odata/select.js';
import { attachmentShape, parseAttachmentSelect } from './shape/attachment-shape.js';
import { MESSAGE_PROPERTIES, messageShape } from './shape/message-shape.js';

const TYPE = 'microsoft.graph.message';

export interface MessageView {
  readonly select: readonly string[] | undefined;
  shape(item: MailItem): Record<string, unknown>;
}

/** How this request wants to see messages: $select and $expand=attachments. */
export function messageView(call: GraphCall): MessageView {
  const select = parseSelect(call.query.get('select'), [...MESSAGE_PROPERTIES, 'attachments'], TYPE);
  const [expansion] = parseExpand(call.query.get('expand'), ['attachments'], TYPE);
  const inner = parseAttachmentSelect(expansion?.select);
  const { mailbox, shapeOptions } = call;
  return {
    select,
    shape(item) {
      const shape = messageShape(item, mailbox, shapeOptions, select);
      if (expansion === undefined || shapeOptions.basic) return shape;
      const attachments = item.attachments.map((each) =>
        attachmentShape(item, each, mailbox, shapeOptions.immutableIds, inner),
      );
      return { ...shape, attachments };
    },
  };
}

export function oneMessage(call: GraphCall, item: MailItem, status = 200): GraphAnswer {
  const view = messageView(call);
  const context = contextOf(call, `/messages${selected(view.select)}/$entity`);
  const body = { '@odata.context': context, ...view.shape(item) };
  return status === 201
    ? {
        status,
        body,
        headers: {
          location: `${call.root}/me/messages('${call.shapeOptions.immutableIds ? item.immutableId : item.id}')`,
        },
      }
    : { status, body };
}
