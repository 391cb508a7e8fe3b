import { openTabChannel, type TabMessage } from './tab-channel.js';

describe('the channel between tabs', () => {
  it('notifies the other tab and not itself, and ignores unknown messages', async () => {
    const one = openTabChannel('test');
    const two = openTabChannel('test');
    const foreignSender = new BroadcastChannel('test');
    const receivedByOne: TabMessage[] = [];
    one.subscribe((message) => receivedByOne.push(message));
    const receivedByTwo = new Promise<TabMessage>((resolve) => two.subscribe(resolve));

    foreignSender.postMessage({ type: 'give-me-mail' });
    one.post({ type: 'signed-out' });
    await expect(receivedByTwo).resolves.toEqual({ type: 'signed-out' });
    expect(receivedByOne).toEqual([]);

    one.close();
    two.close();
    foreignSender.close();
  });
});
