import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { type ReactElement, useEffect, useState } from 'react';
import { chosenTime, sendTimes } from '../drafts/send-times.js';
import { t } from '../texts/t.js';
import { localTime, longTime } from '../ui/dates.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  // The name is on a line of its own when both don't fit.
  time: {
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalM,
    width: '100%',
    minHeight: '44px',
    textAlign: 'start',
  },
  when: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular, whiteSpace: 'nowrap' },
});

interface ScheduleDialogProps {
  /** The time that was chosen before the user had to consent. */
  readonly initial: Date | undefined;
  readonly onChoose: (at: Date) => void;
  readonly onClose: () => void;
}

/** Asks for the time at which a message is to be sent. */
export function ScheduleDialog({ initial, onChoose, onClose }: ScheduleDialogProps): ReactElement {
  const styles = useStyles();
  const [now, setNow] = useState(() => new Date());
  const [value, setValue] = useState(() => (initial === undefined ? '' : localTime(initial)));
  const at = chosenTime(value, now);
  // A dialog that stays open removes times that have passed: the message would be sent at once.
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date());
    }, 10_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const choose = (chosen: Date): void => {
    const current = new Date();
    if (chosen > current) {
      onChoose(chosen);
    } else {
      setNow(current);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('Send later')}</DialogTitle>
          <DialogContent className={styles.content}>
            {sendTimes(now).map((time) => (
              <Button
                key={time.name}
                className={styles.time}
                onClick={() => {
                  choose(time.at);
                }}
              >
                {time.name}
                <Text size={200} className={styles.when}>
                  {longTime(time.at)}
                </Text>
              </Button>
            ))}
            <Field
              label={t('Another time')}
              hint={t('It’s kept in your mailbox and will be sent whether or not you’re signed in then.')}
              {...(value !== '' && at === undefined
                ? { validationState: 'error' as const, validationMessage: t('Choose a time within the next year.') }
                : {})}
            >
              <Input
                type="datetime-local"
                value={value}
                onChange={(_, data) => {
                  setValue(data.value);
                }}
              />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              disabled={at === undefined}
              onClick={() => {
                if (at !== undefined) {
                  choose(at);
                }
              }}
            >
              {t('Schedule')}
            </Button>
            <Button onClick={onClose}>{t('Cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
