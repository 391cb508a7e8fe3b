import { boundDevice } from '../../../test/support/bound-device.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { Observed } from '../../../test/support/observed.js';
import { AuditLog } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import type { SessionStore } from '../session-store.js';
import type { LiveSession } from '../session.js';
import type { StoredSessions } from '../stored-sessions.js';
import type { DeviceBinding } from './device-binding.js';
import { DeviceBindings } from './device-bindings.js';

type Changed = Awaited<ReturnType<StoredSessions['changeDevice']>>;

describe('a refresh whose session goes after it was found', () => {
  const session: LiveSession = { ...liveSession(), device: boundDevice };

  function bindings(
    changeDevice: (change: (device: DeviceBinding) => DeviceBinding | undefined) => Changed,
  ): DeviceBindings {
    const { logger } = new Observed();
    return new DeviceBindings(
      {
        changeDevice: (_: unknown, change: (device: DeviceBinding) => DeviceBinding | undefined) =>
          Promise.resolve(changeDevice(change)),
      } as unknown as StoredSessions,
      {} as SessionStore,
      { deviceBinding: { isOn: true, proofSeconds: 300 } } as AppConfig,
      new FakeClock(),
      new AuditLog(logger),
      new Observed(),
      logger,
    );
  }

  it('finds it gone before the record is read', async () => {
    const each = bindings(() => ({ session: undefined, isChanged: false }));

    await expect(each.refresh(session, 'binding', undefined)).resolves.toEqual({ kind: 'gone' });
  });

  it('issues no challenge that could not be stored', async () => {
    const each = bindings((change) => {
      change(boundDevice);
      return { session: undefined, isChanged: false };
    });

    await expect(each.refresh(session, 'binding', undefined)).resolves.toEqual({ kind: 'gone' });
  });

  it('does not take another binding of a living session for that', async () => {
    const each = bindings((change) => {
      change({ state: 'unbound' });
      return { session, isChanged: false };
    });

    await expect(each.refresh(session, 'binding', undefined)).resolves.toEqual({ kind: 'unknown' });
  });
});
