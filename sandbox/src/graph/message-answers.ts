import type { GraphAnswer, GraphCall } from './graph-call.js';
import { contextOf, selected } from './lists.js';
import type { MailItem } from './mailbox/mail-item.js';
import { eventOf } from './mailbox/meetings.js';
import { parseExpand, parseSelect, pick } from './odata/select.js';
import { attachmentShape, parseAttachmentSelect } from './shape/attachment-shape.js';
import { eventProperties, eventShape } from './shape/event-shape.js';
import { messageProperties, messageShape } from './shape/message-shape.js';

const TYPE = 'microsoft.graph.message';

/** Only meeting messages have an event. The expansion adds nothing to other messages. */
const EVENT = 'microsoft.graph.eventMessage/event';
const PROPERTIES = 'singleValueExtendedProperties';

export interface MessageView {
  readonly select: readonly string[] | undefined;
  shape(item: MailItem): Record<string, unknown>;
}

/** The view of messages that the request selects: $select and $expand=attachments. */
export function messageView(call: GraphCall): MessageView {
  const select = parseSelect(call.query.get('select'), [...messageProperties, 'attachments'], TYPE);
  const expansions = parseExpand(call.query.get('expand'), ['attachments', EVENT, PROPERTIES], TYPE);
  const expansion = expansions.find(({ navigation }) => navigation === 'attachments');
  const inner = parseAttachmentSelect(expansion?.select);
  const event = expansions.find(({ navigation }) => navigation === EVENT);
  const eventSelect = parseSelect(event?.select, eventProperties, 'microsoft.graph.event');
  const properties = expansions.find(({ navigation }) => navigation === PROPERTIES);
  const { mailbox, shapeOptions } = call;
  return {
    select,
    shape(item) {
      const shape = messageShape(item, mailbox, shapeOptions, select);
      const meeting = event === undefined ? undefined : eventOf(mailbox, item);
      if (meeting !== undefined) {
        shape['event'] = pick(eventShape(meeting), eventSelect);
      }
      const wanted = propertiesOf(item, properties?.filter);
      if (wanted.length > 0) {
        shape['singleValueExtendedProperties'] = wanted;
      }
      if (expansion === undefined || shapeOptions.basic) {
        return shape;
      }
      const attachments = item.attachments.map((each) =>
        attachmentShape(item, each, mailbox, shapeOptions.immutableIds, inner),
      );
      return { ...shape, attachments };
    },
  };
}

/** `id eq 'SystemTime 0x3FEF'`, joined by `or`; a property that the message does not have is left out. */
function propertiesOf(item: MailItem, filter: string | undefined): readonly object[] {
  const ids = [...(filter ?? '').matchAll(/id\s+eq\s+'([^']*)'/gi)].map(([, id = '']) => id);
  return ids.flatMap((id) => {
    const value = item.extendedProperties?.[id.toLowerCase()];
    return value === undefined ? [] : [{ id, value }];
  });
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
