import { messageSummary } from '../testing/message-summary.js';
import { isRequested, markingRead } from './mail-action.js';

const plain = messageSummary('plain');
const asking = messageSummary('asking', { isReadReceiptRequested: true });
const known = messageSummary('known', { isReadReceiptRequested: true, isRead: true });

describe('marking messages as read', () => {
  it('skips those whose sender requests a receipt, one and many alike', () => {
    const action = { kind: 'mark-read', sparesReceipts: true };
    expect(markingRead([plain, asking, known], true)).toEqual({ action, messages: [plain, known], spared: [asking] });
    expect(markingRead([asking], true)).toEqual({ action, messages: [], spared: [asking] });
    expect(markingRead([plain], true)).toEqual({ action, messages: [plain] });
  });

  it('skips none when the user has decided so in the settings', () => {
    expect(markingRead([plain, asking], false)).toMatchObject({ messages: [plain, asking] });
    expect(markingRead([asking], false)).not.toHaveProperty('spared');
  });
});

describe('a stored action', () => {
  const stored = {
    id: 'a',
    userId: 'u',
    from: 'inbox',
    requestedAt: 0,
    origin: 'user',
    ...markingRead([asking], true),
  };

  it('is valid with its skipped messages, and not with anything else in their place', () => {
    expect([isRequested(stored), isRequested({ ...stored, spared: [1] })]).toEqual([true, false]);
  });
});
