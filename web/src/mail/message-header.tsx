import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { FlagFilled } from '@fluentui/react-icons/svg/flag';
import { ImportantFilled } from '@fluentui/react-icons/svg/important';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { Address, Message } from '../client/index.js';
import { tPlural } from '../texts/messages.js';
import { t } from '../texts/t.js';
import { longTime } from '../ui/dates.js';
import { useCategoryColours } from '../mailbox/categories.js';
import { displayName } from '../mailbox/people.js';
import { PersonAvatar } from '../mailbox/person-avatar.js';
import { CategoryBadge } from './category-badge.js';
import { PersonButton } from './person-button.js';

const useStyles = makeStyles({
  root: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'flex-start' },
  text: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column' },
  first: {
    display: 'flex',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'baseline',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
  },
  sender: { overflowWrap: 'anywhere' },
  action: { flexShrink: 0, marginTop: '-4px', marginInlineEnd: '-4px' },
  address: { color: tokens.colorNeutralForeground2 },
  muted: { color: tokens.colorNeutralForeground2 },
  // The height of the buttons in it.
  people: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere', lineHeight: '24px' },
  toggle: {
    minWidth: 0,
    padding: 0,
    height: '24px',
    fontWeight: tokens.fontWeightRegular,
    color: tokens.colorBrandForegroundLink,
  },
  categories: { display: 'flex', gap: '4px', flexWrap: 'wrap' },
  mark: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    color: tokens.colorPaletteRedForeground1,
    fontSize: tokens.fontSizeBase200,
  },
});

const FOLDED = 3;

interface MessageHeaderProps {
  readonly message: Message;
  /** Shown at the end of the first line. */
  readonly action?: ReactNode;
}

export function MessageHeader({ message, action }: MessageHeaderProps): ReactElement {
  const styles = useStyles();
  const colours = useCategoryColours();
  const name = message.from === null ? t('Unknown sender') : displayName(message.from);
  const address = message.from?.address ?? '';
  return (
    <div className={styles.root}>
      <PersonAvatar size={40} name={name} address={message.from?.address} />
      <div className={styles.text}>
        <div className={styles.first}>
          <span className={styles.sender}>
            {message.from === null ? (
              <Text weight="semibold">{name}</Text>
            ) : (
              <PersonButton person={message.from} isStrong />
            )}{' '}
            {address === '' || address === name ? null : (
              <Text size={200} className={styles.address}>
                {`<${address}>`}
              </Text>
            )}
          </span>
          {message.receivedAt === null ? null : (
            <Text size={200} className={styles.muted}>
              <time dateTime={message.receivedAt}>{longTime(new Date(message.receivedAt))}</time>
            </Text>
          )}
        </div>
        <People label={t('To:')} addresses={message.to} />
        <People label={t('Cc:')} addresses={message.cc} />
        <People label={t('Bcc:')} addresses={message.bcc} />
        {message.categories.length === 0 ? null : (
          <span className={styles.categories}>
            {message.categories.map((category) => (
              <CategoryBadge key={category} name={category} colour={colours.get(category)} />
            ))}
          </span>
        )}
        {message.importance === 'high' ? (
          <span className={styles.mark}>
            <ImportantFilled /> {t('High importance')}
          </span>
        ) : null}
        {message.flagged ? (
          <span className={styles.mark}>
            <FlagFilled /> {t('Flagged for follow-up')}
          </span>
        ) : null}
      </div>
      {action === undefined ? null : <span className={styles.action}>{action}</span>}
    </div>
  );
}

function People({
  label,
  addresses,
}: {
  readonly label: string;
  readonly addresses: readonly Address[];
}): ReactElement | null {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  if (addresses.length === 0) {
    return null;
  }
  const isFolded = addresses.length > FOLDED && !isOpen;
  const shown = isFolded ? addresses.slice(0, FOLDED) : addresses;
  return (
    <Text size={200} className={styles.people}>
      {label}{' '}
      {shown.map((address, index) => (
        <span key={address.address} dir="auto">
          <PersonButton person={address} />
          {index < shown.length - 1 ? '; ' : ''}
        </span>
      ))}
      {addresses.length > FOLDED ? ' ' : null}
      {addresses.length > FOLDED ? (
        <Button
          appearance="transparent"
          size="small"
          className={styles.toggle}
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isFolded
            ? tPlural('{count, plural, one {and # more} other {and # more}}', { count: addresses.length - FOLDED })
            : t('show fewer')}
        </Button>
      ) : null}
    </Text>
  );
}
