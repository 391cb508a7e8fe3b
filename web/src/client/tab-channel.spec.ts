import { openTabChannel, type TabMessage } from './tab-channel.js';

describe('the channel between tabs', () => {
  it('tells the other tab and not itself, and ignores what it does not know', async () => {
    const one = openTabChannel('test');
    const two = openTabChannel('test');
    const stranger = new BroadcastChannel('test');
    const heardByOne: TabMessage[] = [];
    one.subscribe((message) => heardByOne.push(message));
    const heardByTwo = new Promise<TabMessage>((resolve) => two.subscribe(resolve));

    stranger.postMessage({ type: 'give-me-mail' });
    one.post({ type: 'signed-out' });
    await expect(heardByTwo).resolves.toEqual({ type: 'signed-out' });
    expect(heardByOne).toEqual([]);

    one.close();
    two.close();
    stranger.close();
  });
});
