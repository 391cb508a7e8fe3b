import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Problem } from '../../common/index.js';
import { GraphClient, graphPath, withQuery } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';

export const invitationAnswerSchema = z
  .strictObject({
    response: z.enum(['accept', 'tentative', 'decline']),
    comment: z.string().max(10_000).optional().meta({ description: 'To the organiser.' }),
    sendResponse: z.boolean().default(true).meta({ description: 'Whether the organiser gets the response.' }),
  })
  .meta({ id: 'InvitationAnswer' });

export type InvitationAnswer = z.output<typeof invitationAnswerSchema>;

const actions = { accept: 'accept', tentative: 'tentativelyAccept', decline: 'decline' } as const;
const eventSchema = z.object({ event: z.object({ id: z.string().min(1) }) });

/** Answers invitations, by their event in the calendar. */
@Injectable()
export class InvitationResponder {
  constructor(private readonly graph: GraphClient) {}

  /** @throws Problem `not_found` when the message invites to nothing. */
  async answer(session: LiveSession, messageId: string, answer: InvitationAnswer): Promise<void> {
    const { response, comment, sendResponse } = answer;
    const found = await this.graph.json(session, {
      operation: 'find event',
      permissions: ['mail.read', 'calendar.respond'],
      method: 'GET',
      path: withQuery(graphPath`/me/messages/${messageId}`, {
        $select: 'id',
        $expand: 'microsoft.graph.eventMessage/event($select=id)',
      }),
    });
    const { data } = eventSchema.safeParse(found);
    if (data === undefined) {
      throw new Problem('not_found');
    }
    await this.graph.json(session, {
      operation: `answer invitation: ${response}`,
      permissions: ['calendar.respond'],
      method: 'POST',
      path: graphPath`/me/events/${data.event.id}` + `/${actions[response]}`,
      body: { ...(comment === undefined ? {} : { comment }), sendResponse },
    });
  }
}
