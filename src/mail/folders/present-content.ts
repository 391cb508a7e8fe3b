import { type GraphClient, graphPath, withQuery } from '../../graph/index.js';
import type { LiveSession } from '../../session/index.js';
import { fieldsOf, idOf, listOf, pageOf, text } from '../model/index.js';
import type { FolderProgress } from './folder-progress.js';

const permissions = ['mail.write'] as const;
const pageSize = 100;
/** Graph writes times to the second, and stores them more precisely. */
const precisionMs = 1_000;

/**
 * The content of a folder at the beginning of a task, which takes minutes: what arrives, or is deleted, meanwhile is
 * not meant. Measured by Exchange's own clock.
 */
export class PresentContent {
  constructor(
    private readonly graph: Pick<GraphClient, 'json'>,
    private readonly session: LiveSession,
    private readonly folder: string,
  ) {}

  /** Its messages, by the condition of a filter if they have a time; undefined: it has none. */
  async messages(task: FolderProgress['task']): Promise<{ readonly filter: string | undefined } | undefined> {
    // A message that is moved into the folder was received before, and is changed by that.
    const property = task === 'empty' ? 'lastModifiedDateTime' : 'receivedDateTime';
    const answer = await this.graph.json(this.session, {
      operation: `find newest message: ${task}`,
      permissions,
      method: 'GET',
      path: withQuery(graphPath`/me/mailFolders/${this.folder}/messages`, {
        $top: 1,
        $select: `id,${property}`,
        $orderby: `${property} desc`,
      }),
    });
    const [newest] = listOf(fieldsOf(answer)['value']);
    if (newest === undefined) {
      return undefined;
    }
    const at = Date.parse(text(fieldsOf(newest)[property]));
    return { filter: Number.isNaN(at) ? undefined : `${property} lt ${new Date(at + precisionMs).toISOString()}` };
  }

  /** The ids of its folders. */
  async folders(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let skip = 0; ;) {
      const page = await this.folderPage(skip);
      if (page.length === 0) {
        return found;
      }
      page.forEach((id) => found.add(id));
      skip += page.length;
    }
  }

  async folderPage(skip: number): Promise<readonly string[]> {
    const answer = await this.graph.json(this.session, {
      operation: 'list deleted folders',
      permissions,
      method: 'GET',
      path: withQuery(graphPath`/me/mailFolders/${this.folder}/childFolders`, {
        $top: pageSize,
        $skip: skip === 0 ? undefined : skip,
        $select: 'id',
      }),
    });
    return pageOf(answer).items.map((item) => idOf(fieldsOf(item)));
  }
}
