import type { MessageSummary } from '../../client/index.js';
import { t } from '../../texts/t.js';

/** An action on messages. Each is idempotent: repeating it changes nothing. */
export type MailAction =
  | { readonly kind: 'move'; readonly folder: string; readonly name: string }
  /** Moves each message to its previous folder, which lists of the whole mailbox name. */
  | { readonly kind: 'move-back' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'delete-permanently' }
  /** `sparesReceipts`: skips messages whose sender requests a read receipt, because the mailbox may send one with the mark. */
  | { readonly kind: 'mark-read'; readonly sparesReceipts?: boolean }
  | { readonly kind: 'mark-unread' }
  /** Adds and removes categories; the message's other categories stay. */
  | { readonly kind: 'categorise'; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** Sets each message's categories to those in the request. */
  | { readonly kind: 'restore-categories' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'unflag' };

/**
 * The messages of a conversation, or without `id` of the whole folder, that are not loaded: those in `folder` up to `upTo` (ISO 8601),
 * the newest that the user saw. Messages that arrive later were not chosen.
 */
export interface Rest {
  readonly id?: string;
  readonly folder: string;
  readonly upTo: string;
  readonly isUnreadOnly?: boolean;
}

/** The targets of an action. `messages` are those on the page. */
export interface ActionTarget {
  readonly messages: readonly MessageSummary[];
  /** Targets that are not on the page. */
  readonly rests?: readonly Rest[] | undefined;
}

/** An action that was requested and not performed yet. It is stored on this device until then. */
export interface RequestedAction extends ActionTarget {
  readonly id: string;
  readonly userId: string;
  readonly action: MailAction;
  /** The folder from which the messages are moved. */
  readonly from: string;
  readonly requestedAt: number;
  /** Messages that the user chose and that are skipped: see `sparesReceipts`. */
  readonly spared?: readonly MessageSummary[] | undefined;
  /** Only the user's own requests can be undone, and may open a prompt. */
  readonly origin: 'user' | 'undo' | 'reading';
}

/** Whether the action skips this message, because its sender could get a receipt that nobody decided to send. */
export function isSpared(
  action: MailAction,
  { isRead, isReadReceiptRequested }: Pick<MessageSummary, 'isRead' | 'isReadReceiptRequested'>,
): boolean {
  const spares = action.kind === 'mark-read' && action.sparesReceipts === true;
  return spares && !isRead && isReadReceiptRequested === true;
}

/** Marks these messages as read, except those that it has to skip. */
export function markingRead(
  messages: readonly MessageSummary[],
  sparesReceipts: boolean,
): Pick<RequestedAction, 'action' | 'messages' | 'spared'> {
  const action = { kind: 'mark-read', sparesReceipts } as const;
  const spared = messages.filter((message) => isSpared(action, message));
  const marked = messages.filter((message) => !isSpared(action, message));
  return spared.length === 0 ? { action, messages: marked } : { action, messages: marked, spared };
}

/** Whether it removes the messages from their list. */
export function isRemoval({ kind }: MailAction): boolean {
  return kind === 'move' || kind === 'move-back' || kind === 'delete' || kind === 'delete-permanently';
}

/** Whether it returns messages to their previous folder. */
export function isReturn({ action, origin }: Pick<RequestedAction, 'action' | 'origin'>): boolean {
  return origin === 'undo' && isRemoval(action);
}

/** The change of messages that stay in their folder, the same for all. */
export function patchOf({ kind }: MailAction): Partial<MessageSummary> {
  switch (kind) {
    case 'mark-read':
      return { isRead: true };
    case 'mark-unread':
      return { isRead: false };
    case 'flag':
      return { flagged: true };
    case 'unflag':
      return { flagged: false };
    case 'categorise':
    case 'restore-categories':
    case 'move':
    case 'move-back':
    case 'delete':
    case 'delete-permanently':
      return {};
  }
}

/** The change of this message of a request. */
export function changeOf(action: MailAction, message: MessageSummary | undefined): Partial<MessageSummary> {
  if (message === undefined) {
    return {};
  }
  const categories = categoriesAfter(action, message);
  return categories === undefined ? patchOf(action) : { categories: [...categories] };
}

/** Undefined when an action doesn't change the categories. */
export function categoriesAfter(
  action: MailAction,
  { categories = [] }: MessageSummary,
): readonly string[] | undefined {
  if (action.kind === 'restore-categories') {
    return categories;
  }
  if (action.kind !== 'categorise') {
    return undefined;
  }
  const remaining = categories.filter((one) => !action.remove.includes(one));
  return [...remaining, ...action.add.filter((one) => !remaining.includes(one))];
}

/** The action that reverses a request for those messages; undefined when there is none. */
export function inverseOf(
  { action, from }: RequestedAction,
  messages: readonly MessageSummary[],
): Pick<RequestedAction, 'action' | 'from' | 'messages'> | undefined {
  const inverse = inverseAction(action, from);
  if (inverse === undefined) {
    return undefined;
  }
  const now = action.kind === 'move' ? action.folder : action.kind === 'delete' ? 'deleteditems' : from;
  return { action: inverse, from: now, messages: messages.map((message) => ({ ...message, ...patchOf(action) })) };
}

function inverseAction(action: MailAction, from: string): MailAction | undefined {
  switch (action.kind) {
    case 'move':
    case 'delete':
      return from === 'all'
        ? { kind: 'move-back' }
        : { kind: 'move', folder: from, name: t('its folder', { context: 'Moving to …' }) };
    case 'mark-read':
      return { kind: 'mark-unread' };
    case 'mark-unread':
      return { kind: 'mark-read' };
    case 'flag':
      return { kind: 'unflag' };
    case 'unflag':
      return { kind: 'flag' };
    case 'categorise':
      return { kind: 'restore-categories' };
    case 'restore-categories':
    case 'move-back':
    case 'delete-permanently':
      return undefined;
  }
}

/** A list as it will be after all requested actions. */
export function withRequested<Some extends MessageSummary>(
  messages: readonly Some[],
  folder: string,
  requested: readonly RequestedAction[],
): Some[] {
  let result = [...messages];
  for (const { action, from, messages: targets } of requested) {
    const ids = new Set(targets.map(({ id }) => id));
    if (!isRemoval(action)) {
      const targetOf = new Map(targets.map((target) => [target.id, target]));
      result = result.map((message) => ({ ...message, ...changeOf(action, targetOf.get(message.id)) }));
    } else if (from === folder) {
      result = result.filter(({ id }) => !ids.has(id));
    }
  }
  return result;
}

/** The valid actions of this user in a value from storage. */
export function parseRequested(value: unknown, userId: string): RequestedAction[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value.filter((one): one is RequestedAction => isRequested(one) && one.userId === userId);
}

const KINDS: Readonly<Record<MailAction['kind'], true>> = {
  move: true,
  'move-back': true,
  delete: true,
  'delete-permanently': true,
  'mark-read': true,
  'mark-unread': true,
  categorise: true,
  'restore-categories': true,
  flag: true,
  unflag: true,
};

export function isRequested(value: unknown): value is RequestedAction {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { id, userId, action, from, messages, spared = [] } = value as Partial<Record<keyof RequestedAction, unknown>>;
  if (typeof id !== 'string' || typeof userId !== 'string' || typeof from !== 'string') {
    return false;
  }
  if (typeof action !== 'object' || action === null || !('kind' in action)) {
    return false;
  }
  if (typeof action.kind !== 'string' || !Object.hasOwn(KINDS, action.kind)) {
    return false;
  }
  if (action.kind === 'categorise' && !('add' in action && 'remove' in action)) {
    return false;
  }
  if (action.kind === 'move' && !('folder' in action && typeof action.folder === 'string')) {
    return false;
  }
  return [messages, spared].every((some) => Array.isArray(some) && some.every(hasId));
}

function hasId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
