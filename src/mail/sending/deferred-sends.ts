import { Injectable } from '@nestjs/common';

import { Clock, Problem } from '../../common/index.js';
import { GraphClient, graphPath, GraphProblem, UnreadableItems, withQuery, type GraphCall } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { WellKnownFolders } from '../folders/index.js';
import {
  fieldsOf,
  idOf,
  listOf,
  type MessageSummary,
  pageOf,
  summaryOf,
  summaryProperties,
  text,
} from '../model/index.js';

const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;

/** PidTagDeferredSendTime, and PidTagDeferredDeliveryTime beside it, as Outlook sets both. */
const deferredSendTime = 'SystemTime 0x3FEF';
const deferredDeliveryTime = 'SystemTime 0x000F';
/** Requests the time at which a draft is to be sent. */
export const expandSendTime = `singleValueExtendedProperties($filter=id eq '${deferredSendTime}')`;
const never = new Date(0);
/** For a user with more drafts than this, only the newest ones are searched for scheduled messages. */
const mostDrafts = 200;

export type ScheduledMessage = MessageSummary & { readonly sendAt: string };

/**
 * Mail that is sent later. Exchange stores the time, so that it is sent whether or not a user is signed in then. A
 * draft that is sent with a deferred time waits in Drafts, and deleting it cancels the send (openonion/connectonion#183
 * and #1221, tested against the real service).
 */
@Injectable()
export class DeferredSends {
  constructor(
    private readonly graph: GraphClient,
    private readonly wellKnown: WellKnownFolders,
    private readonly clock: Clock,
    private readonly unreadable: UnreadableItems,
  ) {}

  /** The scheduled messages, the next one first; among the drafts that were changed last. */
  async list(session: LiveSession): Promise<ScheduledMessage[]> {
    const answer = await this.graph.json(session, {
      permissions: ['mail.read'],
      operation: 'list waiting messages',
      method: 'GET',
      path: withQuery('/me/mailFolders/drafts/messages', {
        $select: summaryProperties,
        $expand: expandSendTime,
        $orderby: 'lastModifiedDateTime desc',
        $top: String(mostDrafts),
      }),
    });
    const now = this.clock.now();
    const { items, unreadable } = pageOf(answer);
    this.unreadable.note('scheduled_message', unreadable);
    return items
      .map((item) => ({ item, at: sendTimeOf(item) }))
      .filter(({ at }) => at > now)
      .sort((a, b) => a.at - b.at)
      .map(({ item, at }) => ({ ...summaryOf(item), sendAt: new Date(at).toISOString() }));
  }

  /**
   * Before a draft is sent, as it was read with `expandSendTime`: it gets its time, or loses one from an earlier
   * attempt, by which Exchange would hold it back.
   */
  async prepare(session: LiveSession, draftId: string, draft: unknown, sendAt: string | undefined): Promise<void> {
    if (sendAt !== undefined) {
      await this.#setTime(session, draftId, new Date(sendAt));
    } else if (sendTimeOf(draft) > this.clock.now()) {
      await this.#setTime(session, draftId, never);
    }
  }

  /**
   * Of a draft as it was read with `expandSendTime` and its folder: a scheduled message is sent as the user left it.
   * Once cancelled, it is a draft that may be changed.
   * @throws Problem `invalid_request`
   */
  async requireFree(session: LiveSession, draft: unknown): Promise<void> {
    if (await this.#waits(session, draft)) {
      throw Problem.invalidRequest([
        { path: ['id'], message: 'names a message that waits to be sent: cancel that first' },
      ]);
    }
  }

  /** The draft was not sent: with the time it would look scheduled. Best effort; the failure of sending counts. */
  async forgetTime(session: LiveSession, draftId: string): Promise<void> {
    await this.#setTime(session, draftId, never).catch(() => undefined);
  }

  async #setTime(session: LiveSession, draftId: string, sendAt: Date): Promise<void> {
    const value = sendAt.toISOString();
    await this.graph.json(session, {
      ...write,
      operation: 'set time of sending',
      method: 'PATCH',
      path: graphPath`/me/messages/${draftId}`,
      body: {
        singleValueExtendedProperties: [
          { id: deferredSendTime, value },
          { id: deferredDeliveryTime, value },
        ],
      },
    });
  }

  /** A draft of the same text, which can be changed and sent; the scheduled one is deleted. The id of the new draft. */
  async cancel(session: LiveSession, draftId: string): Promise<string> {
    await this.#requireWaiting(session, draftId);
    const copy = await this.graph.json(session, {
      ...write,
      operation: 'copy waiting message',
      method: 'POST',
      path: graphPath`/me/messages/${draftId}/copy`,
      body: { destinationId: 'drafts' },
    });
    const id = idOf(fieldsOf(copy));
    let isDeleting = false;
    try {
      await this.#setTime(session, id, never);
      // A message that was sent while it was copied must not be deleted from the sent mail.
      await this.#requireWaiting(session, draftId);
      isDeleting = true;
      await this.#delete(session, draftId);
    } catch (error) {
      // Where the message may be deleted, its copy is all that is left of it.
      if (!(isDeleting && error instanceof GraphProblem && error.isOutcomeUnknown)) {
        await this.#delete(session, id).catch(() => undefined);
      }
      throw error;
    }
    return id;
  }

  /** @throws Problem `not_found` */
  async #requireWaiting(session: LiveSession, draftId: string): Promise<void> {
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'get time of sending',
      method: 'GET',
      path: withQuery(graphPath`/me/messages/${draftId}`, {
        $select: 'id,isDraft,parentFolderId',
        $expand: expandSendTime,
      }),
    });
    if (!(await this.#waits(session, answer))) {
      throw new Problem('not_found');
    }
  }

  /**
   * A draft with a future time that was not deleted: in Deleted Items it keeps its time. The names of folders are
   * requested only then, and cached.
   */
  async #waits(session: LiveSession, message: unknown): Promise<boolean> {
    if (!summaryOf(message).isDraft || sendTimeOf(message) <= this.clock.now()) {
      return false;
    }
    const known = await this.wellKnown.requireNames(session, write.permissions);
    return known.get(text(fieldsOf(message)['parentFolderId'])) !== 'deleteditems';
  }

  async #delete(session: LiveSession, id: string): Promise<void> {
    const path = graphPath`/me/messages/${id}`;
    await this.graph.json(session, { ...write, operation: 'delete waiting message', method: 'DELETE', path });
  }
}

/** In ms of the epoch; 0 for a message without a time. */
function sendTimeOf(answer: unknown): number {
  const [property] = listOf(fieldsOf(answer)['singleValueExtendedProperties']);
  const at = property === undefined ? Number.NaN : Date.parse(text(fieldsOf(property)['value']));
  return Number.isNaN(at) ? 0 : at;
}
