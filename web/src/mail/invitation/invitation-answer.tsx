import { Button, Checkbox, Field, Text, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { NoteAddRegular } from '@fluentui/react-icons/svg/note-add';
import { QuestionRegular } from '@fluentui/react-icons/svg/question';
import { type ReactElement, useState } from 'react';
import { answerInvitation, type MeetingResponse, responseNames } from '../../mailbox/invitations.js';
import { t } from '../../texts/t.js';
import type { Invitation } from './meeting-time.js';

const useStyles = makeStyles({
  foot: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: '12px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media print': { display: 'none' },
  },
  buttons: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  push: { marginInlineStart: 'auto' },
  muted: { color: tokens.colorNeutralForeground2 },
});

/** The user's current response. */
export const responseTexts: Readonly<Record<Invitation['response'], string>> = {
  none: t('You haven’t answered yet.'),
  organiser: t('You organise this meeting.'),
  accepted: t('You accepted.'),
  tentative: t('You accepted tentatively.'),
  declined: t('You declined.'),
};

const ANSWERS: readonly { response: MeetingResponse; name: string; icon: ReactElement }[] = [
  { response: 'accept', name: t('Accept'), icon: <CheckmarkRegular /> },
  { response: 'tentative', name: t('Tentative'), icon: <QuestionRegular /> },
  { response: 'decline', name: t('Decline'), icon: <DismissRegular /> },
];

interface InvitationAnswerProps {
  readonly messageId: string;
  readonly invitation: Invitation;
}

/** Buttons for accept, tentative and decline, and a note to the organiser. */
export function InvitationAnswer({ messageId, invitation }: InvitationAnswerProps): ReactElement {
  const styles = useStyles();
  const { response: currentResponse, isResponseRequested } = invitation;
  const [showsNote, setShowsNote] = useState(false);
  const [comment, setComment] = useState('');
  const [isTold, setTold] = useState(isResponseRequested);
  const [running, setRunning] = useState<MeetingResponse>();
  const answer = async (response: MeetingResponse): Promise<void> => {
    setRunning(response);
    const isDone = await answerInvitation({ messageId, response, comment: isTold ? comment : '', isTold });
    setRunning(undefined);
    if (!isDone) {
      return;
    }
    setComment('');
    setShowsNote(false);
  };
  return (
    <div className={styles.foot}>
      <div className={styles.buttons} role="group" aria-label={t('Answer the invitation')}>
        {ANSWERS.map(({ response, name, icon }) => (
          <Button
            key={response}
            icon={icon}
            appearance={responseNames[response] === currentResponse ? 'primary' : 'secondary'}
            aria-pressed={responseNames[response] === currentResponse}
            disabledFocusable={running !== undefined}
            onClick={() => {
              void answer(response);
            }}
          >
            {name}
          </Button>
        ))}
        <Button
          className={styles.push}
          appearance="subtle"
          icon={<NoteAddRegular />}
          aria-expanded={showsNote}
          onClick={() => {
            setShowsNote(!showsNote);
          }}
        >
          {t('Add a note')}
        </Button>
      </div>
      {showsNote ? (
        <>
          <Field label={t('Note to the organiser')}>
            <Textarea
              autoFocus
              value={comment}
              maxLength={10_000}
              disabled={!isTold}
              onChange={(_, { value }) => {
                setComment(value);
              }}
            />
          </Field>
          <Checkbox
            label={t('Notify the organiser of my answer')}
            checked={isTold}
            onChange={(_, { checked }) => {
              setTold(checked === true);
            }}
          />
        </>
      ) : null}
      <Text size={200} className={styles.muted} role="status">
        {running === undefined ? responseTexts[currentResponse] : t('Sending your answer…')}
      </Text>
    </div>
  );
}
