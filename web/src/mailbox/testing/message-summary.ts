import type { MessageSummary } from '../../client/index.js';

/** An unread message without a sender, and with nothing special except `members`. */
export function messageSummary(id: string, members: Partial<MessageSummary> = {}): MessageSummary {
  return {
    id,
    conversationId: 'c',
    subject: id,
    from: null,
    to: [],
    receivedAt: '2026-01-01T00:00:00Z',
    isRead: false,
    isDraft: false,
    hasAttachments: false,
    importance: 'normal',
    flagged: false,
    preview: '',
    ...members,
  };
}
