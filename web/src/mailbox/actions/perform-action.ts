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

/** The service accepts 200 at once; smaller requests show the progress. */
export const idsAtOnce = 60;
/** The service makes as many concurrent calls to one mailbox. */
const readsAtOnce = 4;
const pageSize = 100;
const mostPages = 10;
/** The service empties or marks a larger folder itself. It doesn't report which messages it changed, so that can't be undone. */
export const mostAtOnce = pageSize * mostPages;

export interface Performed {
  /** The changed messages, including those that the page did not have. */
  readonly messages: readonly MessageSummary[];
  /** The messages that are unchanged. */
  readonly failed: readonly MessageSummary[];
  /** The messages that were skipped, because their sender requests a receipt. */
  readonly spared: readonly MessageSummary[];
}

type Mail = Pick<typeof client.mail, 'act' | 'message' | 'messages'>;

export interface PerformPorts {
  readonly mail: Mail;
  /** The number of processed messages, and of all. */
  readonly onProgress: (done: number, total: number) => void;
  /** Called before the first change with all targets, when they were not known before. */
  readonly onFound: (messages: readonly MessageSummary[], spared: readonly MessageSummary[]) => void;
}

/**
 * Performs the action in the mailbox. Throws when nothing could be changed, or when another attempt may succeed; other failures are in
 * the result.
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
      // Earlier changes stay; the rest is not tried.
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
 * Updates the messages' categories: the service sets all categories of a message at once, and others may have been set
 * elsewhere since it was loaded. The action's own categories stay as the user saw them, so that an undo restores them.
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

/** For a message that no longer exists, the known categories: the action itself will report it as missing. */
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

/** The error for the whole action when nothing was changed. */
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

/** Requests for a few messages each, with the same change for all messages of a request. */
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

/** Undefined when there is nothing to change. */
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

/** A message that no longer exists counts as deleted. */
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

/** The messages of the conversation or folder that existed when the user saw it. */
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
