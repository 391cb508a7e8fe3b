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

describe('permanent deletion', () => {
  it('is refused with its own problem where the cloud does not support it', () => {
    const refusal = refusalWith(false);

    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({
      code: 'invalid_request',
      members: { errors: [{ path: 'permanent', message: expect.stringContaining('Deleted Items') as string }] },
    });
  });

  it('is permitted where the cloud supports it', () => {
    expect(refusalWith(true)).toBeUndefined();
  });
});
