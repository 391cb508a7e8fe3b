import { Problem } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import { requirePermanentDelete } from './permanent-delete.js';

function refusalWith(hasPermanentDelete: boolean): unknown {
  try {
    requirePermanentDelete({ hasPermanentDelete } as AppConfig, 'permanent');
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('deleting for good', () => {
  it('is refused by name where the cloud does not have it', () => {
    const refusal = refusalWith(false);

    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({
      code: 'invalid_request',
      members: { errors: [{ path: 'permanent', message: expect.stringContaining('Deleted Items') as string }] },
    });
  });

  it('passes where the cloud has it', () => {
    expect(refusalWith(true)).toBeUndefined();
  });
});
