import { jest } from '@jest/globals';
import { closePage } from '../platform/testing/fake-page.js';
import { failure } from '../platform/testing/failure.js';
import { asideMail, queryClient } from '../platform/services.js';
import { ownAddresses } from './own-addresses.js';

const message = {
  from: { name: 'Bob', address: 'bob@b.example' },
  to: [{ name: 'First Last', address: 'First.Last@a.example' }],
  cc: [],
};

describe('the addresses of the user', () => {
  let asked = 0;

  beforeEach(() => {
    asked = 0;
    queryClient.clear();
    Object.assign(asideMail, {
      me: () => {
        asked += 1;
        return Promise.resolve({ mail: 'first.last@a.example', userPrincipalName: 'fl@a.example' });
      },
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('are only the sign-in name when the message contains it', async () => {
    const to = [{ name: 'First Last', address: 'FL@a.example' }];
    expect([await ownAddresses({ ...message, to }, 'fl@a.example'), asked]).toEqual([['fl@a.example'], 0]);
  });

  it('include those of the profile, loaded once, when the message does not contain the sign-in name', async () => {
    const own = ['fl@a.example', 'first.last@a.example', 'fl@a.example'];
    expect(await ownAddresses(message, 'fl@a.example')).toEqual(own);
    expect([await ownAddresses(message, 'fl@a.example'), asked]).toEqual([own, 1]);
  });

  it('are only the sign-in name when the profile is late, and the others next time', async () => {
    jest.useFakeTimers();
    let arrive: (profile: object) => void = () => undefined;
    const profile = new Promise<object>((resolve) => {
      arrive = resolve;
    });
    Object.assign(asideMail, { me: () => profile });
    const own = ownAddresses(message, 'fl@a.example');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await own).toEqual(['fl@a.example']);

    arrive({ mail: 'first.last@a.example' });
    // An hour later, too.
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(await ownAddresses(message, 'fl@a.example')).toEqual(['fl@a.example', 'first.last@a.example']);
  });

  it('are only the sign-in name when the profile can’t be loaded', async () => {
    Object.assign(asideMail, { me: () => Promise.reject(failure('consent_required')) });
    expect(await ownAddresses(message, 'fl@a.example')).toEqual(['fl@a.example']);
  });
});
