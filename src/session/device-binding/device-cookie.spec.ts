import { randomBytes } from 'node:crypto';

import { liveSession } from '../../../test/support/mail-session.js';
import { Observed } from '../../../test/support/observed.js';
import { Secret } from '../../common/index.js';
import type { AppConfig } from '../../config/index.js';
import { RecordCipher } from '../../redis/index.js';
import { DeviceCookies } from './device-cookie.js';

function keyOf(id: string): AppConfig['encryptionKeys'][number] {
  return { id, key: new Secret(randomBytes(32)) };
}
const content = { key: 'thumbprint', endsAt: 1 };

describe('the device cookie', () => {
  const session = liveSession();
  let config: { encryptionKeys: AppConfig['encryptionKeys'] };
  let opened: number;
  let cookies: DeviceCookies;

  beforeEach(() => {
    config = { encryptionKeys: [keyOf('first')] };
    opened = 0;
    const observed = new Observed();
    const cipher = new RecordCipher(config as AppConfig, observed.logger, observed);
    const { tryOpen } = cipher;
    cipher.tryOpen = (...given) => {
      opened++;
      return tryOpen.apply(cipher, given);
    };
    cookies = new DeviceCookies(cipher, config as AppConfig);
  });

  it('is decrypted once, however often it is sent', () => {
    const value = cookies.seal(session, content);

    expect([cookies.open(session, value), cookies.open(session, value)]).toEqual([content, content]);
    expect(opened).toBe(1);
  });

  it('is invalid for another session, also when it was opened for its own', () => {
    const value = cookies.seal(session, content);
    cookies.open(session, value);

    expect(cookies.open({ ...session, id: 'another' }, value)).toBeUndefined();
  });

  it('is invalid once its key is removed, also when it was opened before', () => {
    const value = cookies.seal(session, content);
    cookies.open(session, value);
    config.encryptionKeys = [keyOf('second')];

    expect(cookies.open(session, value)).toBeUndefined();
  });

  it('is invalid when it is forged, and is decrypted each time', () => {
    expect([cookies.open(session, 'made-up'), cookies.open(session, 'made-up')]).toEqual([undefined, undefined]);
    expect(opened).toBe(2);
  });
});
