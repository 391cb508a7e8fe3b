import { Injectable } from '@nestjs/common';

import { randomId } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, GraphClient, UnreadableItems, withQuery, type GraphStream } from '../../graph/index.js';
import { withPlaces } from './attachment-places.js';
import { AttachmentReader } from './attachment-reader.js';
import { headersOf, MessageDecorations } from './message-decorations.js';
import { unsubscribeOf } from './message-headers.js';
import { FolderNames } from '../folders/index.js';
import {
  type Attachment,
  type CursorScope,
  detailsOf,
  fieldsOf,
  MailCursor,
  type Message,
  pageOf,
  refusedCursor,
  summaryOf,
  text,
} from '../model/index.js';
import {
  bareContentId,
  htmlOfText,
  OriginalMark,
  type SanitiserResult,
  SanitiserThreads,
  withPictures,
} from '../html/index.js';
import { messageListPath, messagePath } from './message-query.js';
import type { MessageQuery, MessageView } from './message-requests.js';
import { PictureAddresses } from '../pictures/index.js';
import { parsed, SummaryPages } from './summary-page.js';
import { isTooLarge } from './too-large.js';

const read = { method: 'GET', permissions: ['mail.read'] } as const;

interface Known {
  /** The id by which the message was requested. */
  readonly id?: string;
  readonly invitations?: Awaited<ReturnType<MessageDecorations['invitationsOf']>>;
  /** The text was read, because the HTML is too large. */
  readonly isTextOnly?: boolean;
}

type ShownView = MessageView & Pick<Known, 'isTextOnly'>;

/** Messages as the user sees them. */
@Injectable()
export class MessageReader {
  readonly #pages = new SummaryPages();

  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly sanitiser: SanitiserThreads,
    private readonly pictures: PictureAddresses,
    private readonly attachments: AttachmentReader,
    private readonly decorations: MessageDecorations,
    private readonly folderNames: FolderNames,
    private readonly unreadable: UnreadableItems,
  ) {}

  /** The JSON of a `MessagePage`. */
  async list(session: LiveSession, { cursor, ...query }: MessageQuery): Promise<Buffer> {
    const scope = { list: 'messages', ...query };
    const path = cursor === undefined ? messageListPath(query) : await this.cursors.open(session, scope, cursor);
    const body = await this.graph.bytes(session, {
      ...read,
      operation: 'list messages',
      path,
      ...refusedCursor(cursor),
      ...(query.search === undefined ? {} : { refusedInput: 'search' }),
    });
    if (query.folder === 'all') {
      return this.#pageOfAll(session, scope, body);
    }
    const { items, unreadable, nextLink } = this.#pages.read(body);
    this.unreadable.note('message', unreadable);
    const nextCursor = nextLink === undefined ? 'null' : `"${await this.cursors.seal(session, scope, nextLink)}"`;
    return Buffer.from(`{"items":${items},"nextCursor":${nextCursor}}`, 'latin1');
  }

  /** Over all folders each message states its folder. */
  async #pageOfAll(session: LiveSession, scope: CursorScope, body: Buffer): Promise<Buffer> {
    const { items, unreadable, nextLink } = pageOf(parsed(body));
    this.unreadable.note('message', unreadable);
    const parents = items.map((item) => text(fieldsOf(item)['parentFolderId']));
    const names = await this.folderNames.of(session, parents);
    const page = {
      items: items.map((item, index) => ({ ...summaryOf(item), folder: names.get(parents[index] ?? '') })),
      nextCursor: nextLink === undefined ? null : await this.cursors.seal(session, scope, nextLink),
    };
    return Buffer.from(JSON.stringify(page));
  }

  /** Of a message whose HTML is too large, the text is shown, with a notice. */
  async get(session: LiveSession, id: string, view: MessageView): Promise<Message> {
    try {
      return await this.#shown(session, await this.#whole(session, id, view.body), view, { id });
    } catch (error) {
      if (view.body === 'text' || !isTooLarge(error)) {
        throw error;
      }
      const answer = await this.#whole(session, id, 'text');
      // The text of a draft would be taken for its whole content, and the notice for what the user wrote.
      if (detailsOf(answer).summary.isDraft) {
        throw error;
      }
      return this.#shown(session, answer, view, { id, isTextOnly: true });
    }
  }

  #whole(session: LiveSession, id: string, body: MessageView['body']): Promise<unknown> {
    return this.graph.json(session, {
      ...read,
      operation: 'get message',
      path: messagePath(id),
      prefer: `outlook.body-content-type="${body}"`,
    });
  }

  /** Complete messages of Graph, as they are shown. */
  async shown(
    session: LiveSession,
    answers: readonly unknown[],
    { isTextOnly = false, ...view }: ShownView,
  ): Promise<Message[]> {
    const invitations = await this.decorations.invitationsOf(session, answers);
    const messages: Message[] = [];
    for (const answer of answers) {
      // One after the other: sanitising takes the time, and each user has one lane for it.
      messages.push(await this.#shown(session, answer, view, { invitations, isTextOnly }));
    }
    return messages;
  }

  async #shown(session: LiveSession, answer: unknown, view: MessageView, known: Known): Promise<Message> {
    const { summary, body, unreadable, ...details } = detailsOf(answer);
    this.unreadable.note('attachment', unreadable);
    const { from } = summary;
    const id = known.id ?? summary.id;
    const decorations = await this.decorations.of(
      session,
      answer,
      { id, from, ...details, html: body.content },
      known.invitations,
    );
    this.attachments.remember(session, id, details.attachments);
    const message = { ...summary, ...details, ...decorations };
    const pictures = {
      byContentId: inlineImagesOf(id, details.attachments),
      byName: namedImagesOf(id, details.attachments),
    };
    // A draft's text may still get its picture. The text of a message that has HTML too has no pictures.
    const placed = (html: string): Attachment[] =>
      summary.isDraft || view.body === 'text' ? message.attachments : withPlaces(message.attachments, html, pictures);
    if (body.contentType === 'text') {
      const isAlone = known.isTextOnly === true;
      const content = isAlone ? await this.sanitiser.plain(htmlOfText(body.content)) : body.content;
      const shown = { contentType: isAlone ? 'html' : 'text', content } as const;
      return { ...message, attachments: placed(''), body: shown, remoteContentBlocked: false, originalAt: null };
    }
    const original = summary.isDraft ? OriginalMark.in(body.content) : undefined;
    const pictureMark = `picture-${randomId()}-`;
    const sanitise = (html: string): Promise<SanitiserResult> =>
      this.sanitiser.sanitise(
        {
          html,
          allowsRemoteContent: view.remoteContent === 'allow',
          message: id,
          inlineImages: pictures.byContentId,
          namedImages: pictures.byName,
          pictureMark,
        },
        session.reference.userTag,
      );
    const withAddresses = (result: SanitiserResult): string =>
      withPictures(result, pictureMark, (address) => this.pictures.seal(session, id, address));
    const sanitised = await sanitise(original?.html ?? body.content);
    const html = withAddresses(sanitised);
    const { remoteContentBlocked } = sanitised;
    const preview = (original === undefined ? sanitised.preview : undefined) ?? summary.preview;
    const { content, originalAt } =
      original !== undefined && sanitised.isPlain === true
        ? original.joined(withAddresses(await sanitise(original.own)), await this.sanitiser.plain(original.quoted))
        : (original?.restore(html) ?? { content: html, originalAt: null });
    return {
      ...message,
      preview,
      attachments: placed(html),
      body: { contentType: 'html', content },
      remoteContentBlocked,
      originalAt,
    };
  }

  /** The unsubscribe method of its list, by its headers. */
  async unsubscribe(session: LiveSession, id: string): Promise<Message['unsubscribe']> {
    const path = withQuery(graphPath`/me/messages/${id}`, { $select: 'internetMessageHeaders' });
    return unsubscribeOf(headersOf(await this.graph.json(session, { ...read, operation: 'get headers', path })));
  }

  source(session: LiveSession, id: string): Promise<GraphStream> {
    const path = graphPath`/me/messages/${id}/$value`;
    return this.graph.stream(session, { ...read, operation: 'get source', path });
  }
}

/** An id as one segment of a path; the sign at the end of most ids may stay unencoded. */
/** The end of an address in HTML, which `encodeURIComponent` leaves as it is. */
function inHex(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

function segment(id: string): string {
  return encodeURIComponent(id).replaceAll('%3D', '=').replaceAll(/['()]/g, inHex);
}

/**
 * Addresses by content id. They require the `X-CSRF` header like all of `/api`, which `<img>` cannot send: the client
 * fetches them and replaces them by their bytes.
 */
function inlineImagesOf(messageId: string, attachments: readonly Attachment[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const { id, contentId } of attachments) {
    const bare = bareContentId(contentId ?? '');
    if (bare !== '' && !addresses.has(bare)) {
      addresses.set(bare, `/api/mail/messages/${segment(messageId)}/attachments/${segment(id)}`);
    }
  }
  return addresses;
}

/** Some programs write the name of an attached image where its content id belongs. */
function namedImagesOf(messageId: string, attachments: readonly Attachment[]): ReadonlyMap<string, string> {
  const images = attachments.filter(({ contentType }) => contentType?.startsWith('image/') === true);
  return new Map(
    images.map(({ id, name }) => [
      name.toLowerCase(),
      `/api/mail/messages/${segment(messageId)}/attachments/${segment(id)}`,
    ]),
  );
}
