import { Injectable } from '@nestjs/common';

import { randomId } from '../../common/index.js';
import { GraphClient, graphPath, GraphProblem, UnreadableItems } from '../../graph/index.js';
import { FreshSignIn, type LiveSession } from '../../session/index.js';
import { SanitiserThreads } from '../html/index.js';
import { fieldsOf, MailCursor, pageOf, text } from '../model/index.js';
import { colourOf } from './category-colours.js';
import type { AutomaticReplies, AutomaticRepliesInput, Categories } from './mailbox-settings.js';

const permissions = ['mailbox.settings'] as const;
const mostCategories = 1_000;
const utc = 'outlook.timezone="UTC"';
const statuses = { disabled: 'disabled', always: 'alwaysEnabled', scheduled: 'scheduled' } as const;
const audiences = { none: 'none', contacts: 'contactsOnly', all: 'all' } as const;

/** The settings of a user for the whole mailbox. */
@Injectable()
export class SettingsStore {
  constructor(
    private readonly graph: GraphClient,
    private readonly cursors: MailCursor,
    private readonly sanitiser: SanitiserThreads,
    private readonly freshSignIn: FreshSignIn,
    private readonly unreadable: UnreadableItems,
  ) {}

  async categories(session: LiveSession): Promise<Categories> {
    const items: Categories['items'] = [];
    let path: string | undefined = graphPath`/me/outlook/masterCategories`;
    while (path !== undefined && items.length < mostCategories) {
      const answer = await this.graph.json(session, { operation: 'list categories', permissions, method: 'GET', path });
      const { items: page, unreadable, nextLink } = pageOf(answer, hasName);
      this.unreadable.note('category', unreadable);
      for (const item of page) {
        const { displayName, color } = fieldsOf(item);
        const preset = text(color).toLowerCase() || 'none';
        items.push({ name: text(displayName), colour: colourOf(preset), preset });
      }
      path = nextLink === undefined ? undefined : this.cursors.follow(session, nextLink);
    }
    return { items };
  }

  async automaticReplies(session: LiveSession): Promise<AutomaticReplies> {
    const answer = await this.graph.json(session, {
      operation: 'get automatic replies',
      permissions,
      method: 'GET',
      path: '/me/mailboxSettings/automaticRepliesSetting',
      prefer: utc,
    });
    return this.#repliesOf(session, answer);
  }

  async setAutomaticReplies(session: LiveSession, replies: AutomaticRepliesInput): Promise<AutomaticReplies> {
    if (replies.status !== 'disabled') {
      this.freshSignIn.require(session, permissions);
    }
    const { status, externalAudience, start, end, internalMessage, externalMessage } = replies;
    const changed = {
      status: statuses[status],
      ...(externalAudience === undefined ? {} : { externalAudience: audiences[externalAudience] }),
      ...(typeof start !== 'string' ? {} : { scheduledStartDateTime: graphTime(start) }),
      ...(typeof end !== 'string' ? {} : { scheduledEndDateTime: graphTime(end) }),
      ...(internalMessage === undefined ? {} : { internalReplyMessage: internalMessage }),
      ...(externalMessage === undefined ? {} : { externalReplyMessage: externalMessage }),
    };
    await this.graph.json(session, {
      operation: 'set automatic replies',
      permissions,
      method: 'PATCH',
      path: '/me/mailboxSettings',
      body: { automaticRepliesSetting: changed },
      prefer: utc,
    });
    return this.automaticReplies(session);
  }

  async #repliesOf(session: LiveSession, answer: unknown): Promise<AutomaticReplies> {
    const fields = fieldsOf(answer);
    const status = nameOf(statuses, fields['status']);
    if (status === undefined) {
      throw new GraphProblem('graph_error', { cause: new TypeError('automatic replies without a status') });
    }
    return {
      status,
      externalAudience: nameOf(audiences, fields['externalAudience']) ?? 'none',
      start: utcTime(fields['scheduledStartDateTime']),
      end: utcTime(fields['scheduledEndDateTime']),
      internalMessage: await this.#safe(session, text(fields['internalReplyMessage'])),
      externalMessage: await this.#safe(session, text(fields['externalReplyMessage'])),
    };
  }

  async #safe({ reference }: LiveSession, html: string): Promise<string> {
    const task = {
      html,
      allowsRemoteContent: false,
      message: 'automatic-replies',
      inlineImages: new Map<string, string>(),
      namedImages: new Map<string, string>(),
      pictureMark: `picture-${randomId()}-`,
    };
    return html === '' ? '' : (await this.sanitiser.sanitise(task, reference.userTag)).html;
  }
}

/** A category is identified by its name only. */
function hasName(item: unknown): boolean {
  return typeof item === 'object' && item !== null && text(fieldsOf(item)['displayName']) !== '';
}

function nameOf<T extends string>(names: Readonly<Record<T, string>>, value: unknown): T | undefined {
  const entries = Object.entries(names) as [T, string][];
  return entries.find(([, name]) => name.toLowerCase() === text(value).toLowerCase())?.[0];
}

function graphTime(time: string): { dateTime: string; timeZone: string } {
  return { dateTime: new Date(time).toISOString().slice(0, 19), timeZone: 'UTC' };
}

/** Null for a time in another zone than the requested one. */
function utcTime(value: unknown): string | null {
  const { dateTime, timeZone } = typeof value === 'object' && value !== null ? fieldsOf(value) : {};
  const [, time] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(text(dateTime)) ?? [];
  return time === undefined || text(timeZone).toUpperCase() !== 'UTC' ? null : `${time}Z`;
}
