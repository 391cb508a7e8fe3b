import { Problem } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';

/**
 * Graph supports `permanentDelete` in the global cloud only. `member` is the member of the request.
 * @throws Problem `invalid_request`
 */
export function requirePermanentDelete({ hasPermanentDelete }: AppConfig, member: string): void {
  if (!hasPermanentDelete) {
    const message = 'Mail cannot be deleted for good in this cloud. Move it to Deleted Items, and empty that folder.';
    throw Problem.invalidRequest([{ path: [member], message }]);
  }
}
