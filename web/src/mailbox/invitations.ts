import type { QueryKey } from '@tanstack/react-query';
import { type Message, problemOf } from '../client/index.js';
import { notify } from '../platform/notify.js';
import { askUserAbout, queryClient, transport } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { t } from '../texts/t.js';

export type MeetingResponse = 'accept' | 'tentative' | 'decline';

export interface InvitationAnswer {
  readonly messageId: string;
  readonly response: MeetingResponse;
  readonly comment: string;
  /** Whether the organiser is notified. */
  readonly isTold: boolean;
}

type Invitation = NonNullable<Message['invitation']>;

export const responseNames: Readonly<Record<MeetingResponse, Invitation['response']>> = {
  accept: 'accepted',
  tentative: 'tentative',
  decline: 'declined',
};

const DONE: Readonly<Record<MeetingResponse, string>> = {
  accept: t('Meeting accepted'),
  tentative: t('Meeting tentatively accepted'),
  decline: t('Meeting declined'),
};

/** After these errors, the response may have been sent all the same. */
const mayHaveArrived: readonly string[] = ['graph_timeout', 'graph_error', 'network_unreachable'];

/** Waits for a permission; performed when the user is back. */
export const invitationIntent = 'invitation-answer';

/** Sends the user's response and shows the result. The first use prompts for the permission. True when the response was sent. */
export async function answerInvitation(answer: InvitationAnswer): Promise<boolean> {
  const { messageId, response, comment, isTold } = answer;
  const body = { response, sendResponse: isTold, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) };
  try {
    await transport.call(
      (init) =>
        transport.api.POST('/api/mail/messages/{id}/invitation', {
          ...init,
          params: { path: { id: messageId } },
          body,
        }),
      { quiet: true },
    );
  } catch (error) {
    if (askUserAbout(error, [{ kind: invitationIntent, payload: answer }])) {
      return false;
    }
    const problem = problemOf(error);
    if (problem !== undefined && mayHaveArrived.includes(problem.code)) {
      notify({
        title: t('We don’t know whether your answer was sent.'),
        body: t('The message will show your answer once your mailbox has it. Check there before you answer again.'),
        intent: 'warning',
      });
      void queryClient.invalidateQueries(queriesOf(messageId));
      return false;
    }
    const { title, text } = problemText(error);
    notify({ title: t('Your answer wasn’t sent. {title}.', { title }), body: text, intent: 'error' });
    return false;
  }
  // A pending request may be older than the user's response.
  await queryClient.cancelQueries(queriesOf(messageId));
  queryClient.setQueriesData<Message>(queriesOf(messageId), (message) =>
    message === undefined || message.invitation === null
      ? message
      : { ...message, invitation: { ...message.invitation, response: responseNames[response] } },
  );
  void queryClient.invalidateQueries({
    ...queriesOf(messageId),
    predicate: ({ state }) => state.data === undefined,
  });
  notify({
    title: DONE[response],
    body: isTold ? t('The organiser has been notified.') : t('The organiser hasn’t been notified.'),
    id: `invitation:${messageId}`,
  });
  return true;
}

/** The cached message, in all variants. */
function queriesOf(messageId: string): { readonly queryKey: QueryKey } {
  return { queryKey: ['message', messageId] };
}

/** Checks a value that was stored before the trip to Microsoft. */
export function isInvitationAnswer(value: unknown): value is InvitationAnswer {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { messageId, response, comment, isTold: isTold } = value as Partial<Record<keyof InvitationAnswer, unknown>>;
  return (
    typeof messageId === 'string' &&
    typeof comment === 'string' &&
    typeof isTold === 'boolean' &&
    typeof response === 'string' &&
    Object.hasOwn(responseNames, response)
  );
}
