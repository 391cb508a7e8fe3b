import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { DraftsRegular } from '@fluentui/react-icons/svg/drafts';
import { type ReactElement, useEffect, useMemo } from 'react';
import { draftChanges, listDrafts } from '../drafts/draft-store.js';
import { type Draft, isUnsaved } from '../drafts/draft.js';
import { usePermission } from '../platform/permissions.js';
import { isPlainClick, navigate, useRoute } from '../platform/router.js';
import { composeHref } from '../platform/routes.js';
import { useUser } from '../platform/session.js';
import { useStore } from '../platform/store.js';
import { subjectOf } from '../mailbox/people.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  heading: { display: 'block', margin: 0, padding: '0 12px 4px', color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '32px',
    padding: '0 12px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    fontSize: tokens.fontSizeBase300,
    '& svg': { fontSize: '18px', flexShrink: 0, color: tokens.colorPaletteRedForeground1 },
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

const MOST = 4;

function isLocal(draft: Draft): boolean {
  return isUnsaved(draft) && draft.sending === undefined;
}

interface LocalDraftsProps {
  readonly onChosen: (() => void) | undefined;
}

/** Drafts that are only on this device and were not sent, except the open one. */
export function LocalDrafts({ onChosen }: LocalDraftsProps): ReactElement | null {
  const styles = useStyles();
  const user = useUser();
  const route = useRoute();
  const changes = useStore(draftChanges);
  const openId = route.name === 'compose' ? route.draftId : undefined;
  const drafts = useMemo(
    () => (changes >= 0 ? listDrafts(user.id).filter((draft) => isLocal(draft) && draft.id !== openId) : []),
    [changes, user.id, openId],
  );
  useSavedLeftovers(user.id, drafts.length > 0);
  if (drafts.length === 0) {
    return null;
  }
  return (
    <nav aria-label={t('Unsent on this device')}>
      <Text size={200} className={styles.heading}>
        {t('Unsent on this device')}
      </Text>
      <ul className={styles.list}>
        {drafts.slice(0, MOST).map((draft) => (
          <li key={draft.id}>
            <a
              className={styles.link}
              href={composeHref(draft.id)}
              onClick={(event) => {
                if (!isPlainClick(event)) {
                  return;
                }
                event.preventDefault();
                navigate(composeHref(draft.id));
                onChosen?.();
              }}
            >
              <DraftsRegular />
              <span className={styles.name} dir="auto">
                {subjectOf(draft)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** At the start, saves earlier drafts in the mailbox if the user permits it. */
function useSavedLeftovers(userId: string, hasSome: boolean): void {
  const isAllowed = usePermission('mail.write') === 'granted';
  useEffect(() => {
    if (!hasSome || !isAllowed) {
      return;
    }
    void import('../drafts/open-drafts.js').then(({ saveLeftovers }) => {
      saveLeftovers(userId);
    });
  }, [userId, hasSome, isAllowed]);
}
