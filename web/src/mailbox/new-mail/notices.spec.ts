import type { MessageSummary } from '../../client/index.js';
import { mailNotices } from './notices.js';

function from(name: string, subject = 'Hello'): MessageSummary {
  const address = { name, address: `${name.toLowerCase()}@contoso.example` };
  return { id: `id-of-${name}-${subject}`, subject, from: address } as MessageSummary;
}

const content = { withContent: true, hasMore: false };
const plain = { withContent: false, hasMore: false };

describe('notices of new mail', () => {
  it('are one each for a few: the sender and the subject', () => {
    const { notices } = mailNotices([from('Ann', 'Lunch'), from('Bob', '')], content);
    expect(notices).toEqual([
      { title: 'Ann', body: 'Lunch', tag: expect.any(String), messageId: 'id-of-Ann-Lunch' },
      { title: 'Bob', body: '(no subject)', tag: expect.any(String), messageId: 'id-of-Bob-' },
    ]);
  });

  it('have a tag for each message that reveals nothing of it', () => {
    const [one, two] = mailNotices([from('Ann', 'Lunch'), from('Ann', 'Tea')], content).notices;
    const [again] = mailNotices([from('Ann', 'Lunch')], content).notices;
    expect([one?.tag, one?.tag === two?.tag]).toEqual([again?.tag, false]);
    expect(one?.tag).toMatch(/^mail-[0-9a-z]{1,7}$/);
  });

  it('are one for many', () => {
    const many = ['Ann', 'Bob', 'Cem', 'Ann'].map((name, index) => from(name, String(index)));
    expect(mailNotices(many, content).notices).toEqual([
      { title: '4 new messages', body: 'Ann and 2 more', tag: 'mail-several', messageId: undefined },
    ]);
    const [more] = mailNotices(many, { ...content, hasMore: true }).notices;
    expect(more?.title).toBe('More than 4 new messages');
  });

  it('reveal nothing about a message when other people must not see it', () => {
    expect(mailNotices([from('Ann', 'Secret')], plain).notices).toEqual([
      { title: 'New message', body: undefined, tag: 'mail-several', messageId: 'id-of-Ann-Secret' },
    ]);
  });

  it('count all messages of the summary notification that is still shown, each once', () => {
    const first = mailNotices([from('Ann')], plain);
    const second = mailNotices([from('Bob')], { ...plain, earlier: first.several });
    expect(second.notices).toMatchObject([{ title: '2 new messages', messageId: undefined }]);
    const third = mailNotices([from('Ann'), from('Cem')], { ...plain, earlier: second.several });
    expect(third.notices).toMatchObject([{ title: '3 new messages' }]);
    const fourth = mailNotices([from('Eve')], { ...plain, earlier: { messages: [from('Ann')], hasMore: true } });
    expect(fourth.notices).toMatchObject([{ title: 'More than 2 new messages' }]);
    expect(mailNotices([from('Eve')], { ...content, earlier: third.several }).several).toBeUndefined();
  });
});
