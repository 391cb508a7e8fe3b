import {
  isPlainCode,
  isTransientCode,
  type MessageActionRequest,
  type MessageActionResult,
  type MessageSummary,
  ProblemError,
  problemOf,
} from '../../client/index.js';
import type { client } from '../../platform/services.js';
import { categoriesAfter, isSpared, type MailAction, type RequestedAction, type Rest } from './mail-action.js';
import { obstacleOf } from './obstacle.js';
import { t } from '../../texts/t.js';

/** The service takes 200 at once; by fewer, the user sees how far it is. */
export const idsAtOnce = 60;
/** The service makes so many calls to one mailbox at a time. */
const readsAtOnce = 4;
const pageSize = 100;
const mostPages = 10;
/** A folder with more is left to the service, which does not say what it did, so that it cannot be taken back. */
export const mostAtOnce = pageSize * mostPages;

export interface Performed {
  /** What it was done to, messages included that the page did not have. */
  readonly messages: readonly MessageSummary[];
  /** What stays as it was. */
  readonly failed: readonly MessageSummary[];
  /** What is left alone, as its sender asks for a receipt. */
  readonly spared: readonly MessageSummary[];
}

type Mail = Pick<typeof client.mail, 'act' | 'message' | 'messages'>;

export interface PerformPorts {
  readonly mail: Mail;
  /** How many of how many messages. */
  readonly onProgress: (done: number, total: number) => void;
  /** Told before anything is done what it is for in all, when that was not known. */
  readonly onFound: (messages: readonly MessageSummary[], spared: readonly MessageSummary[]) => void;
}

/**
 * Does it in the mailbox. Throws when nothing could be done, or when another try may do it; what else fails is in the
 * answer.
 */
export async function perform(
  request: RequestedAction,
  { mail, onProgress, onFound }: PerformPorts,
): Promise<Performed> {
  const { action, rests = [] } = request;
  const { known, spared } = await allOf(request, mail);
  const all = action.kind === 'categorise' ? await withCategories(known, action, mail) : known;
  if (rests.length > 0 || all !== known) {
    onFound(all, spared);
  }
  const ids = all.map(({ id }) => id);
  const failed = new Set<string>();
  let reason: Error | undefined;
  const done = new Set<string>();
  for (const step of requestsFor(action, all)) {
    onProgress(done.size, ids.length);
    try {
      const results = await mail.act(step, { quiet: true });
      for (const result of results.filter((one) => isFailure(one, action))) {
        failed.add(result.id);
        reason ??= failureOf(result);
      }
    } catch (error) {
      if (done.size === 0 || obstacleOf(error).kind === 'unavailable') {
        throw error;
      }
      // What was done before stays done; of the rest, nothing is tried.
      for (const id of ids) {
        if (!done.has(id)) {
          failed.add(id);
        }
      }
      break;
    }
    for (const id of step.ids) {
      done.add(id);
    }
  }
  if (reason !== undefined && failed.size === all.length) {
    throw reason;
  }
  const isDone = ({ id }: MessageSummary): boolean => !failed.has(id);
  return { messages: all.filter(isDone), failed: all.filter((one) => !isDone(one)), spared };
}

async function allOf(
  { action, messages, rests = [], spared = [] }: RequestedAction,
  mail: Mail,
): Promise<{ readonly known: MessageSummary[]; readonly spared: MessageSummary[] }> {
  const before = new Set([...messages, ...spared].map(({ id }) => id));
  const found = (await restsOf(rests, mail)).filter((one) => !before.has(one.id) && isAffected(one, action));
  const isLeft = (one: MessageSummary): boolean => isSpared(action, one);
  return {
    known: [...messages, ...found.filter((one) => !isLeft(one))],
    spared: [...spared, ...found.filter(isLeft)],
  };
}

/**
 * With the categories that they have now: the service sets all of a message's at once, and others may have been set
 * elsewhere since it was loaded. Those that the action is about stay as the user saw them, so that it can be taken back.
 */
async function withCategories(
  messages: readonly MessageSummary[],
  { add, remove }: Extract<MailAction, { kind: 'categorise' }>,
  mail: Mail,
): Promise<MessageSummary[]> {
  const isMeant = (name: string): boolean => add.includes(name) || remove.includes(name);
  const current: MessageSummary[] = [];
  for (let start = 0; start < messages.length; start += readsAtOnce) {
    const some = messages.slice(start, start + readsAtOnce).map(async (message) => {
      const now = await categoriesOf(message, mail);
      const seen = (message.categories ?? []).filter(isMeant);
      return { ...message, categories: [...now.filter((name) => !isMeant(name)), ...seen] };
    });
    current.push(...(await Promise.all(some)));
  }
  return current;
}

/** Of what is gone, what was known: the action itself tells that it is. */
async function categoriesOf({ id, categories = [] }: MessageSummary, mail: Mail): Promise<readonly string[]> {
  try {
    return (await mail.message(id, { quiet: true })).categories;
  } catch (error) {
    if (problemOf(error)?.code === 'not_found') {
      return categories;
    }
    throw error;
  }
}

/** When nothing of it was done, the first reason stands for all. */
function failureOf(result: MessageActionResult): ProblemError {
  const { status } = result;
  const code: string = result.code ?? 'unexpected';
  const common = { status, title: t('Nothing was changed.'), traceId: undefined };
  return new ProblemError(
    isTransientCode(code)
      ? { ...common, code, retryAfterSeconds: undefined }
      : { ...common, code: isPlainCode(code) ? code : 'unexpected' },
  );
}

/** Few at a time, and what is to become the same together. */
function requestsFor(action: MailAction, messages: readonly MessageSummary[]): MessageActionRequest[] {
  const groups = new Map<string, { how: Omit<MessageActionRequest, 'ids'>; ids: string[] }>();
  for (const message of messages) {
    const how = requestFor(action, message);
    if (how === undefined) {
      continue;
    }
    const key = JSON.stringify(how);
    const group = groups.get(key) ?? { how, ids: [] };
    groups.set(key, group);
    group.ids.push(message.id);
  }
  return [...groups.values()].flatMap(({ how, ids }) => {
    const requests: MessageActionRequest[] = [];
    for (let start = 0; start < ids.length; start += idsAtOnce) {
      requests.push({ ...how, ids: ids.slice(start, start + idsAtOnce) });
    }
    return requests;
  });
}

/** Undefined: there is nothing to be done to it. */
function requestFor(action: MailAction, message: MessageSummary): Omit<MessageActionRequest, 'ids'> | undefined {
  switch (action.kind) {
    case 'move':
      return { action: 'move', folder: action.folder };
    case 'move-back':
      return message.folder === undefined ? undefined : { action: 'move', folder: message.folder.id };
    case 'categorise':
    case 'restore-categories':
      return { action: 'categorise', categories: [...(categoriesAfter(action, message) ?? [])] };
    default:
      return { action: action.kind };
  }
}

/** Gone is as good as deleted. */
function isFailure({ status }: MessageActionResult, { kind }: MailAction): boolean {
  if (status === 404 && (kind === 'delete' || kind === 'delete-permanently')) {
    return false;
  }
  return status >= 400;
}

function isAffected({ isDraft, isRead }: MessageSummary, { kind }: MailAction): boolean {
  if (isDraft) {
    return false;
  }
  return kind === 'mark-read' ? !isRead : true;
}

async function restsOf(rests: readonly Rest[], mail: Mail): Promise<MessageSummary[]> {
  const found = new Map<string, MessageSummary>();
  for (let start = 0; start < rests.length; start += readsAtOnce) {
    const some = await Promise.all(rests.slice(start, start + readsAtOnce).map((rest) => restOf(rest, mail)));
    for (const message of some.flat()) {
      found.set(message.id, message);
    }
  }
  return [...found.values()];
}

/** What belongs to it and was there when the user saw it. */
async function restOf({ id, folder, upTo, isUnreadOnly }: Rest, mail: Mail): Promise<MessageSummary[]> {
  const found: MessageSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = {
      folder,
      top: pageSize,
      ...(id === undefined ? {} : { conversation: id }),
      ...(isUnreadOnly === true ? { unread: true } : {}),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { items, nextCursor } = await mail.messages(query, { quiet: true });
    found.push(...items);
    if (nextCursor === null) {
      break;
    }
    cursor = nextCursor;
  }
  return found.filter(({ receivedAt }) => receivedAt !== null && Date.parse(receivedAt) <= Date.parse(upTo));
}
