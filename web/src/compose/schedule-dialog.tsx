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
import { type ReactElement, useState } from 'react';
import { chosenTime, sendTimes } from '../drafts/send-times.js';
import { longTime } from '../ui/dates.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  time: { justifyContent: 'space-between', width: '100%' },
  when: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
});

interface ScheduleDialogProps {
  readonly onChoose: (at: Date) => void;
  readonly onClose: () => void;
}

/** When a message is to go out. */
export function ScheduleDialog({ onChoose, onClose }: ScheduleDialogProps): ReactElement {
  const styles = useStyles();
  const [now] = useState(() => new Date());
  const [value, setValue] = useState('');
  const at = chosenTime(value, now);
  return (
    <Dialog
      open
      onOpenChange={(_, { open }) => {
        if (!open) onClose();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Send later</DialogTitle>
          <DialogContent className={styles.content}>
            {sendTimes(now).map((time) => (
              <Button
                key={time.name}
                className={styles.time}
                onClick={() => {
                  onChoose(time.at);
                }}
              >
                {time.name}
                <Text size={200} className={styles.when}>
                  {longTime(time.at)}
                </Text>
              </Button>
            ))}
            <Field
              label="Another time"
              hint="It waits in your mailbox, and goes out whether or not you’re signed in then."
              {...(value !== '' && at === undefined
                ? { validationState: 'error' as const, validationMessage: 'Choose a time within the next year.' }
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
                if (at !== undefined) onChoose(at);
              }}
            >
              Schedule
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
