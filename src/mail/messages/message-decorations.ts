import { Injectable } from '@nestjs/common';

import { Logger, Problem } from '../../common/index.js';
import { GraphClient, graphPath } from '../../graph/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
import { InvitationReader } from '../invitations/index.js';
import { linksOf } from './attachment-links.js';
import {
  type Attachment,
  attachmentOf,
  fieldsOf,
  idOf,
  type Invitation,
  listOf,
  type MailAddress,
  type Message,
  text,
} from '../model/index.js';
import { authenticationOf, isExternalMessage, unsubscribeOf, type MessageHeader } from './message-headers.js';

type Decorations = Pick<Message, 'invitation' | 'unsubscribe' | 'authentication' | 'isExternal' | 'attachments'>;

/** By the id of their message. */
type KnownInvitations = ReadonlyMap<string, Invitation | null>;

/** The additional properties of a message; unknown ones are omitted, and never fail the message. */
@Injectable()
export class MessageDecorations {
  constructor(
    private readonly graph: GraphClient,
    private readonly invitations: InvitationReader,
    private readonly logger: Logger,
  ) {}

  async of(
    session: LiveSession,
    answer: unknown,
    message: {
      readonly id: string;
      readonly from: MailAddress | null;
      readonly attachments: readonly Attachment[];
      readonly html: string;
    },
    known?: KnownInvitations,
  ): Promise<Decorations> {
    const headers = headersOf(answer);
    const links = linksOf(
      message.attachments.filter(lacksUrl).map(({ name }) => name),
      message.html,
    );
    const [invitation, attachments] = await Promise.all([
      known === undefined
        ? this.#tolerant('invitation', null, () => this.invitations.of(session, message.id, answer))
        : (known.get(message.id) ?? null),
      Promise.all(message.attachments.map((attachment) => this.#withUrl(session, message.id, attachment, links))),
    ]);
    return {
      invitation,
      attachments,
      unsubscribe: unsubscribeOf(headers),
      authentication: authenticationOf(headers),
      isExternal: isExternalMessage(headers, message.from?.address, session.user),
    };
  }

  /** For messages that are shown together. */
  invitationsOf(session: LiveSession, answers: readonly unknown[]): Promise<KnownInvitations> {
    const byId = new Map(answers.map((answer) => [idOf(fieldsOf(answer)), answer]));
    return this.#tolerant<KnownInvitations>('invitations', new Map(), () => this.invitations.ofAll(session, byId));
  }

  async #withUrl(
    session: LiveSession,
    messageId: string,
    attachment: Attachment,
    links: ReadonlyMap<string, string>,
  ): Promise<Attachment> {
    if (!lacksUrl(attachment)) {
      return attachment;
    }
    const url = links.get(attachment.name);
    return url === undefined
      ? this.#tolerant('reference', attachment, () => this.#reference(session, messageId, attachment))
      : { ...attachment, url };
  }

  /** Requested separately, and not by `$select`, a reference may have its address. */
  async #reference(session: LiveSession, messageId: string, attachment: Attachment): Promise<Attachment> {
    const answer = await this.graph.json(session, {
      operation: 'get reference',
      permissions: ['mail.read'],
      method: 'GET',
      path: graphPath`/me/messages/${messageId}/attachments/${attachment.id}`,
    });
    return { ...attachment, url: attachmentOf(answer).url };
  }

  async #tolerant<T>(decoration: string, absent: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem || error instanceof InteractionRequired) {
        this.logger.warning({ decoration, err: error }, 'a message is shown without a decoration');
        return absent;
      }
      throw error;
    }
  }
}

function lacksUrl({ kind, url }: Attachment): boolean {
  return kind === 'reference' && url === null;
}

export function headersOf(answer: unknown): readonly MessageHeader[] {
  return listOf(fieldsOf(answer)['internetMessageHeaders'])
    .filter((header) => typeof header === 'object' && header !== null)
    .map((header) => fieldsOf(header))
    .map(({ name, value }) => ({ name: text(name), value: text(value) }));
}
