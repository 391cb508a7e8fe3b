import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { badRequest, GraphError } from '../graph-error.js';
import { collection } from '../lists.js';
import { requireFolder } from '../lookup.js';
import { changesIn, type FolderChange } from '../mailbox/change-log.js';
import type { MailItem } from '../mailbox/mail-item.js';
import { openState, sealState } from '../odata/paging.js';
import { parseSelect, pick } from '../odata/select.js';
import { mailReadBasic } from '../scopes.js';
import { messageProperties, messageShape } from '../shape/message-shape.js';

const defaultPage = 10;

/** The state of a round of delta requests. The links contain it. */
interface DeltaState {
  readonly mailbox: string;
  readonly folder: string;
  readonly generation: number;
  readonly select: string | null;
  readonly receivedFrom: number;
  readonly changeType: string | null;
  readonly pageSize: number;
  /** 0 in the first round, which lists all messages. */
  readonly since: number;
  readonly until: number;
  /** Where the page begins: after this position. */
  readonly after: readonly [first: number, second: number] | null;
}

function receivedFrom(filter: string | undefined): number {
  if (filter === undefined) {
    return 0;
  }
  const [, operator, value = ''] = /^\s*receivedDateTime\s+(ge|gt)\s+(\S+)\s*$/i.exec(filter) ?? [];
  if (operator === undefined || Number.isNaN(Date.parse(value))) {
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      'The following parameters are not supported with change tracking over this resource: $filter.',
    );
  }
  return Date.parse(value) + (operator.toLowerCase() === 'gt' ? 1 : 0);
}

function begin(call: GraphCall, folderId: string): DeltaState {
  const { query, mailbox } = call;
  for (const option of ['search', 'skip', 'count', 'expand'] as const) {
    if (query.get(option) === undefined) {
      continue;
    }
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      `The following parameters are not supported with change tracking over this resource: $${option}.`,
    );
  }
  const order = query.get('orderby');
  if (order !== undefined && !/^\s*receivedDateTime\s+desc\s*$/i.test(order)) {
    throw new GraphError(400, 'ErrorInvalidUrlQuery', 'Only receivedDateTime desc is supported as order here.');
  }
  const changeType = query.parameter('changeType') ?? null;
  if (changeType !== null && !['created', 'updated', 'deleted'].includes(changeType)) {
    throw badRequest(`The value '${changeType}' of changeType is not supported.`);
  }
  return {
    mailbox: mailbox.guid,
    folder: folderId,
    generation: mailbox.generation,
    select: query.get('select') ?? null,
    receivedFrom: receivedFrom(query.get('filter')),
    changeType,
    pageSize: call.prefer.maxPageSize ?? query.number('top', 1, 1000) ?? defaultPage,
    since: 0,
    until: mailbox.sequence,
    after: null,
  };
}

/** The state was sealed by this module, so its members are as they were written. */
function resume(call: GraphCall, token: string, folderId: string): DeltaState {
  const state = openState(token) as DeltaState | undefined;
  if (state?.mailbox !== call.mailbox.guid || state.folder !== folderId) {
    throw badRequest('Badly formed token.');
  }
  if (state.generation !== call.mailbox.generation) {
    throw new GraphError(
      410,
      'SyncStateNotFound',
      `The sync state generation is not found; generation=${state.generation};[highest=${call.mailbox.generation}].`,
    );
  }
  return { ...state, pageSize: call.prefer.maxPageSize ?? state.pageSize };
}

function stateOf(call: GraphCall, folderId: string): DeltaState {
  const skipToken = call.query.get('skiptoken');
  if (skipToken !== undefined) {
    return resume(call, skipToken, folderId);
  }
  const deltaToken = call.query.get('deltatoken');
  if (deltaToken === undefined) {
    return begin(call, folderId);
  }
  return { ...resume(call, deltaToken, folderId), until: call.mailbox.sequence, after: null };
}

interface Entry {
  readonly position: readonly [number, number];
  readonly change: FolderChange;
}

function isAfter([first, second]: readonly [number, number], start: readonly [number, number] | null): boolean {
  return start === null || first > start[0] || (first === start[0] && second > start[1]);
}

/** The first round lists messages from the newest to the oldest. Later rounds list the changes. */
function entriesOf(call: GraphCall, state: DeltaState): readonly Entry[] {
  if (state.since > 0) {
    return changesIn(
      call.mailbox,
      state.folder,
      state,
      call.shapeOptions.immutableIds ? call.graphState.conditions.settings : undefined,
    ).map((change) => ({
      position: [change.sequence, 0],
      change,
    }));
  }
  const isThere = (item: MailItem): boolean =>
    item.arrivedSequence <= state.until && item.receivedAt >= state.receivedFrom;
  return call.mailbox
    .itemsIn(state.folder)
    .filter(isThere)
    .map((item) => ({
      position: [-item.receivedAt, -item.number],
      change: { kind: 'created', sequence: item.changedSequence, item },
    }));
}

/** A change of the read state is reported only to clients that selected it, or nothing (alcionai/corso#1866). */
function isWanted({ kind }: FolderChange, changeType: string | null, select: readonly string[] | undefined): boolean {
  if (kind === 'readFlag' && select?.includes('isRead') === false) {
    return false;
  }
  return changeType === null || changeType === (kind === 'readFlag' ? 'updated' : kind);
}

function shapeOf(
  call: GraphCall,
  change: FolderChange,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  const type = { '@odata.type': '#microsoft.graph.message' };
  const { immutableIds } = call.shapeOptions;
  if (change.kind === 'deleted') {
    const { id, immutableId } = change.tombstone;
    return { ...type, id: immutableIds ? immutableId : id, '@removed': { reason: 'deleted' } };
  }
  const { item } = change;
  if (change.kind === 'readFlag') {
    // No other properties are returned, whatever was selected (microsoft-graph-docs#7776).
    const partial = messageShape(item, call.mailbox, call.shapeOptions, ['parentFolderId', 'isRead']);
    return { ...type, ...pick(partial, select) };
  }
  return { ...type, ...messageShape(item, call.mailbox, call.shapeOptions, select) };
}

function delta(call: GraphCall): GraphAnswer {
  const folder = requireFolder(call);
  const state = stateOf(call, folder.id);
  const select = parseSelect(state.select ?? undefined, messageProperties, 'microsoft.graph.message');
  const pending = entriesOf(call, state).filter(
    (entry) => isAfter(entry.position, state.after) && isWanted(entry.change, state.changeType, select),
  );
  const page = pending.slice(0, state.pageSize);
  const last = page.at(-1);
  const link = (name: string, next: DeltaState): string =>
    `${call.root}${call.path}?$${name}=${sealState({ ...next }, call.graphState.conditions.settings.tokenLength)}`;
  const links =
    pending.length > page.length && last !== undefined
      ? { nextLink: link('skiptoken', { ...state, after: last.position }) }
      : { deltaLink: link('deltatoken', { ...state, since: state.until, after: null }) };
  const context = `${call.root}/$metadata#Collection(message)`;
  return {
    status: 200,
    body: collection(
      context,
      page.map(({ change }) => shapeOf(call, change, select)),
      links,
    ),
  };
}

export const deltaRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/mailFolders/{folder}/messages/delta', scopes: mailReadBasic, handle: delta },
];
