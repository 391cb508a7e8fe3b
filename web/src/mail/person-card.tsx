import {
  Button,
  Link,
  makeStyles,
  Popover,
  PopoverSurface,
  Skeleton,
  SkeletonItem,
  Text,
  tokens,
} from '@fluentui/react-components';
import { CallRegular } from '@fluentui/react-icons/svg/call';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useId, useMemo } from 'react';
import type { Address } from '../client/index.js';
import { displayName } from '../mailbox/people.js';
import { type Person, peopleQuery } from '../mailbox/people-query.js';
import { PersonAvatar } from '../mailbox/person-avatar.js';
import { noTerms, writeSearch } from '../mailbox/search-query.js';
import { connectOrNotify, usePermission } from '../platform/permissions.js';
import { navigate } from '../platform/router.js';
import { INBOX, listHref } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { t } from '../texts/t.js';
import { startNew } from './mail-commands.js';

const useStyles = makeStyles({
  surface: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: '16px',
    width: 'min(320px, calc(100vw - 24px))',
    boxSizing: 'border-box',
  },
  who: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'center' },
  names: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  name: { margin: 0, fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, overflowWrap: 'anywhere' },
  muted: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  facts: { display: 'flex', flexDirection: 'column', gap: '6px', margin: 0 },
  fact: { display: 'flex', gap: tokens.spacingHorizontalS, fontSize: tokens.fontSizeBase300 },
  label: { width: '88px', flexShrink: 0, color: tokens.colorNeutralForeground2 },
  icon: { verticalAlign: '-2px' },
  value: { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface PersonCardProps {
  readonly person: Address;
  /** The element beside which the card opens; it gets the focus after Escape. */
  readonly target: HTMLElement;
  readonly onClose: () => void;
}

/** What the directory knows about a person, and actions for them. */
export function PersonCard({ person, target, onClose }: PersonCardProps): ReactElement {
  const styles = useStyles();
  const heading = useId();
  const { id } = useUser();
  const { known, isLoading, isLimited } = useDetails(person);
  const name = displayName(person) === person.address ? known?.name || person.address : displayName(person);
  const positioning = useMemo(
    () => ({ target, position: 'below', align: 'start', overflowBoundaryPadding: 8 }) as const,
    [target],
  );
  return (
    <Popover
      open
      trapFocus
      positioning={positioning}
      onOpenChange={(event, { open }) => {
        // A press on the card's button closes the card already; the button would open it again.
        if (open || (event.target instanceof Node && target.contains(event.target))) {
          return;
        }
        onClose();
        // After a press elsewhere, the focus is there already and must not be taken away from a field.
        if (event.type === 'keydown') {
          target.focus();
        }
      }}
    >
      <PopoverSurface className={styles.surface} aria-labelledby={heading} data-printed="no">
        <div className={styles.who}>
          <PersonAvatar size={64} name={name} address={person.address} />
          <div className={styles.names}>
            <h2 id={heading} className={styles.name} dir="auto">
              {name}
            </h2>
            {[known?.jobTitle, known?.department, known?.company].map((line) =>
              line === undefined ? null : (
                <Text key={line} size={200} className={styles.muted} dir="auto">
                  {line}
                </Text>
              ),
            )}
          </div>
        </div>
        <dl className={styles.facts}>
          <Fact label={t('Email')}>{person.address}</Fact>
          {known?.phones?.map(({ kind, number }) => (
            <Fact key={`${kind} ${number}`} label={PHONES[kind]}>
              <Link href={`tel:${number.replace(/[^+\d]/g, '')}`}>
                <CallRegular aria-hidden className={styles.icon} /> {number}
              </Link>
            </Fact>
          ))}
          {known?.office === undefined ? null : <Fact label={t('Office')}>{known.office}</Fact>}
        </dl>
        {isLoading ? (
          <Skeleton aria-label={t('Loading details')}>
            <SkeletonItem size={12} style={{ width: '70%' }} />
          </Skeleton>
        ) : null}
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            icon={<MailRegular />}
            onClick={() => {
              onClose();
              void startNew(id, { to: [{ name, address: person.address }] });
            }}
          >
            {t('New message')}
          </Button>
          <Button
            icon={<SearchRegular />}
            onClick={() => {
              onClose();
              const search = writeSearch({ ...noTerms, from: person.address });
              navigate(listHref({ ...INBOX, folder: 'all', search }));
            }}
          >
            {t('Search mail from')}
          </Button>
          {isLimited ? (
            <Button appearance="transparent" onClick={() => void connectOrNotify(['people.read'])}>
              {t('Show details from the directory')}
            </Button>
          ) : null}
        </div>
      </PopoverSurface>
    </Popover>
  );
}

const PHONES = { business: t('Phone'), mobile: t('Mobile'), other: t('Phone') } as const;
const mostFound = 5;

interface Details {
  readonly known: Person | undefined;
  readonly isLoading: boolean;
  /** The directory may know more, but the user has not been asked yet whether the app may search it. */
  readonly isLimited: boolean;
}

/** Opening a card doesn't prompt for a permission. Without the permission, the card shows what the message says. */
function useDetails({ address }: Address): Details {
  const permission = usePermission('people.read');
  const { accountType } = useUser();
  const { data, isLoading } = useQuery({
    ...peopleQuery(address, mostFound),
    enabled: permission === 'granted' && address !== '',
  });
  const known = data?.find((one) => one.address.toLowerCase() === address.toLowerCase());
  return { known, isLoading, isLimited: permission === 'consent_required' && accountType === 'work' };
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.fact}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
