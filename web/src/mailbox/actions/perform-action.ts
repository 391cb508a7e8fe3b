import {
  isPlainCode,
  isTransientCode,
  type MessageActionRequest,
  type MessageActionResult,
  type MessageSummary,
  ProblemError,
} from '../../client/index.js';
import { client } from '../../platform/services.js';
import type { ConversationRest, MailAction, RequestedAction } from './mail-action.js';

/** What the service takes at once. */
const MOST_IDS = 200;
const PAGE_SIZE = 100;
const MOST_PAGES = 10;

export interface Performed {
  /** What it was done to, messages included that the page did not have. */
  readonly messages: readonly MessageSummary[];
  /** What stays as it was. */
  readonly failed: readonly MessageSummary[];
}

/** Does it in the mailbox. Throws when nothing could be asked for; what fails alone is in the answer. */
export async function perform({ action, messages, rest }: RequestedAction): Promise<Performed> {
  const known = new Set(messages.map(({ id }) => id));
  const found = rest === undefined ? [] : await restOf(rest);
  const all = [...messages, ...found.filter((one) => !known.has(one.id) && isAffected(one, action))];
  const ids = all.map(({ id }) => id);
  const results: MessageActionResult[] = [];
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const part = ids.slice(start, start + MOST_IDS);
    results.push(...(await client.mail.act(requestFor(action, part), { quiet: true })));
  }
  const failed = results.filter((result) => isFailure(result, action));
  const [first] = failed;
  if (first !== undefined && failed.length === all.length) throw failureOf(first);
  const failedIds = new Set(failed.map(({ id }) => id));
  return {
    messages: all.filter(({ id }) => !failedIds.has(id)),
    failed: all.filter(({ id }) => failedIds.has(id)),
  };
}

/** When nothing of it was done, the first reason stands for all. */
function failureOf(result: MessageActionResult): ProblemError {
  const { status } = result;
  const code: string = result.code ?? 'unexpected';
  const common = { status, title: 'Nothing was changed.', traceId: undefined };
  return new ProblemError(
    isTransientCode(code)
      ? { ...common, code, retryAfterSeconds: undefined }
      : { ...common, code: isPlainCode(code) ? code : 'unexpected' },
  );
}

function requestFor(action: MailAction, ids: string[]): MessageActionRequest {
  return action.kind === 'move' ? { ids, action: 'move', folder: action.folder } : { ids, action: action.kind };
}

/** Gone is as good as deleted. */
function isFailure({ status }: MessageActionResult, { kind }: MailAction): boolean {
  if (status === 404 && (kind === 'delete' || kind === 'delete-permanently')) return false;
  return status >= 400;
}

function isAffected({ isDraft, isRead }: MessageSummary, { kind }: MailAction): boolean {
  if (isDraft) return false;
  return kind === 'mark-read' ? !isRead : true;
}

/** What belongs to the conversation and was there when the user saw it. */
async function restOf({ id, folder, upTo }: ConversationRest): Promise<MessageSummary[]> {
  const found: MessageSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { conversation: id, folder, top: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await client.mail.messages(query, { quiet: true });
    found.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found.filter(({ receivedAt }) => receivedAt !== null && Date.parse(receivedAt) <= Date.parse(upTo));
}
