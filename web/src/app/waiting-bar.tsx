import { Button, MessageBar, MessageBarActions, MessageBarBody, makeStyles } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { requestText } from '../mailbox/actions/action-text.js';
import { actionQueue, cancelAction } from '../mailbox/actions/mail-actions.js';
import { notify } from '../platform/notify.js';
import { useStore } from '../platform/store.js';
import { t } from '../texts/t.js';
import { tPlural } from '../texts/messages.js';

const useStyles = makeStyles({
  // Same as the outage banner above it.
  body: { whiteSpace: 'normal', minWidth: 0, padding: '4px 0', overflowWrap: 'anywhere' },
  list: { listStyleType: 'none', margin: 0, padding: '4px 0', maxHeight: '30vh', overflowY: 'auto' },
  item: { display: 'flex', alignItems: 'center', gap: '8px', overflowWrap: 'anywhere' },
});

/** Actions that cannot be performed now: they wait, and can be cancelled. */
export function WaitingBar(): ReactElement | null {
  const styles = useStyles();
  const requests = useStore(actionQueue.requests);
  const isStalled = useStore(actionQueue.isStalled);
  const [isOpen, setOpen] = useState(false);
  const waiting = requests.filter(({ origin }) => origin !== 'reading');
  const [first] = waiting;
  if (!isStalled || first === undefined) {
    return null;
  }
  const revoke = (request: typeof first): void => {
    if (!cancelAction(request)) {
      notify({ title: t('Too late: it’s being done.'), intent: 'info' });
    }
  };
  const title =
    waiting.length === 1
      ? t('Waiting for a connection: {what}', { what: requestText(first) })
      : tPlural('{count, plural, one {# change is waiting} other {# changes are waiting}}', { count: waiting.length });
  return (
    <MessageBar intent="info" layout="singleline" data-testid="waiting">
      <MessageBarBody className={styles.body}>
        <span dir="auto">{title}</span>
        {isOpen && waiting.length > 1 ? (
          <ul className={styles.list} aria-label={t('Changes that are waiting')}>
            {waiting.map((request) => (
              <li key={request.id} className={styles.item}>
                <span dir="auto">{requestText(request)}</span>
                <Button
                  size="small"
                  appearance="transparent"
                  aria-label={t('Take back: {what}', { what: requestText(request) })}
                  onClick={() => {
                    revoke(request);
                  }}
                >
                  {t('Take back')}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
      </MessageBarBody>
      <MessageBarActions>
        {waiting.length > 1 ? (
          <Button
            size="small"
            aria-expanded={isOpen}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            {isOpen ? t('Hide') : t('Show')}
          </Button>
        ) : null}
        <Button
          size="small"
          onClick={() => {
            for (const request of [...waiting].reverse()) {
              revoke(request);
            }
          }}
        >
          {waiting.length === 1 ? t('Take back') : t('Take all back')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
