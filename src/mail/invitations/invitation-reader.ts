import { Injectable } from '@nestjs/common';

import { Problem } from '../../common/index.js';
import { GraphClient, graphPath, withQuery } from '../../graph/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
import { fieldsOf, type Invitation, text } from '../model/index.js';
import { invitationOf } from './invitation.js';

const read = { method: 'GET', permissions: ['mail.read'] } as const;
const event = 'microsoft.graph.eventMessage/event';

/** The meeting that a message invites to, or cancels. */
@Injectable()
export class InvitationReader {
  constructor(private readonly graph: GraphClient) {}

  /** Null for every other message. What Graph tells of the event itself needs no permission of its own, where it tells it. */
  async of(session: LiveSession, messageId: string, answer: unknown): Promise<Invitation | null> {
    if (!isEventMessage(answer)) {
      return null;
    }
    const path = graphPath`/me/messages/${messageId}`;
    // No `$select`: it would leave out what only an invitation has.
    const whole = await this.#withEvent(session, path);
    return invitationOf(whole);
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

function isEventMessage(answer: unknown): boolean {
  const fields = fieldsOf(answer);
  return (
    /^#microsoft\.graph\.eventMessage/i.test(text(fields['@odata.type'])) || text(fields['meetingMessageType']) !== ''
  );
}
