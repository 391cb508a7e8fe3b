import { Injectable } from '@nestjs/common';

import { Problem } from '../../common/index.js';
import { getBatch, GraphClient, graphPath, GraphProblem, UnreadableItems, withQuery } from '../../graph/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
import { fieldsOf, type Invitation, text } from '../model/index.js';
import { invitationOf } from './invitation.js';

const read = { method: 'GET', permissions: ['mail.read'] } as const;
const event = 'microsoft.graph.eventMessage/event';
/** Graph takes no more in one batch. */
const mostPerBatch = 20;

/** The meeting of an invitation or a cancellation. */
@Injectable()
export class InvitationReader {
  constructor(
    private readonly graph: GraphClient,
    private readonly unreadable: UnreadableItems,
  ) {}

  /**
   * Null for every other message. The properties of the event in Graph's response need no permission of their own,
   * where Graph returns them.
   */
  async of(session: LiveSession, messageId: string, answer: unknown): Promise<Invitation | null> {
    if (!isEventMessage(answer)) {
      return null;
    }
    const path = graphPath`/me/messages/${messageId}`;
    // No `$select`: it would omit the properties of an invitation.
    const whole = await this.#withEvent(session, path);
    return invitationOf(whole);
  }

  /**
   * Those of several messages by one call of Graph, or two where it doesn't return an event; refused ones are omitted.
   */
  async ofAll(
    session: LiveSession,
    messages: ReadonlyMap<string, unknown>,
  ): Promise<ReadonlyMap<string, Invitation | null>> {
    const ids = [...messages].flatMap(([id, answer]) => (isEventMessage(answer) ? [id] : []));
    const expanded = await this.#batch(session, ids, { $expand: event });
    const plain = await this.#batch(
      session,
      ids.filter((id) => !expanded.has(id) || expanded.get(id) === 'unreadable'),
      {},
    );
    const all = [...expanded, ...plain];
    const found = all.filter((entry): entry is [string, Invitation | null] => entry[1] !== 'unreadable');
    this.unreadable.note('event', new Set(all.map(([id]) => id)).size - new Map(found).size);
    return new Map(found);
  }

  async #batch(
    session: LiveSession,
    ids: readonly string[],
    query: Readonly<Record<string, string>>,
  ): Promise<Map<string, Invitation | 'unreadable' | null>> {
    const found = new Map<string, Invitation | 'unreadable' | null>();
    for (let start = 0; start < ids.length; start += mostPerBatch) {
      const part = ids.slice(start, start + mostPerBatch);
      const paths = part.map((id, index) => [String(index), withQuery(graphPath`/me/messages/${id}`, query)]);
      const call = { operation: 'get invitations', permissions: read.permissions };
      const answers = await getBatch(this.graph, session, call, Object.fromEntries(paths) as Record<string, string>);
      for (const [index, id] of part.entries()) {
        const answer = answers.get(String(index));
        if (answer?.status === 200) {
          found.set(id, readable(answer.body));
        }
      }
    }
    return found;
  }

  async #withEvent(session: LiveSession, path: string): Promise<unknown> {
    try {
      return await this.graph.json(session, {
        ...read,
        operation: 'get invitation',
        path: withQuery(path, { $expand: event }),
      });
    } catch (error) {
      if (error instanceof Problem || error instanceof InteractionRequired) {
        return this.graph.json(session, { ...read, operation: 'get invitation', path });
      }
      throw error;
    }
  }
}

/** An unreadable one hides no other. */
function readable(body: unknown): Invitation | 'unreadable' | null {
  try {
    return invitationOf(body);
  } catch (error) {
    if (error instanceof GraphProblem) {
      return 'unreadable';
    }
    throw error;
  }
}

function isEventMessage(answer: unknown): boolean {
  const fields = fieldsOf(answer);
  return (
    /^#microsoft\.graph\.eventMessage/i.test(text(fields['@odata.type'])) || text(fields['meetingMessageType']) !== ''
  );
}
