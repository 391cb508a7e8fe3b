import { Badge, Button, Spinner, Text, makeStyles, tokens } from '@fluentui/react-components';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { SessionSummary } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { client } from '../platform/services.js';
import { longTime } from '../ui/dates.js';
import { problemText } from '../ui/problem-text.js';
import { deviceName } from './device-name.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: '8px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    flexWrap: 'wrap',
  },
  text: { flexGrow: 1, display: 'flex', flexDirection: 'column' },
  muted: { color: tokens.colorNeutralForeground2 },
});

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => client.auth.sessions({ signal, quiet: true }),
  staleTime: 0,
});

export function SessionList(): ReactElement {
  const styles = useStyles();
  const sessions = useQuery(sessionsQuery);
  if (sessions.data === undefined) {
    return sessions.isError ? (
      <Text role="status">{t('{title}.', { title: problemText(sessions.error).title })}</Text>
    ) : (
      <Spinner size="tiny" label={t('Loading')} labelPosition="after" />
    );
  }
  return (
    <ul className={styles.list}>
      {sessions.data.map((session) => (
        <SessionItem key={session.id} session={session} />
      ))}
    </ul>
  );
}

function SessionItem({ session }: { readonly session: SessionSummary }): ReactElement {
  const styles = useStyles();
  const queries = useQueryClient();
  const notify = useNotify();
  const revoke = useMutation({
    mutationFn: () => client.auth.revokeSession(session.id),
    onSuccess: () => {
      notify({ title: t('Signed out there') });
      return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    onError: (error) => {
      notify({ title: problemText(error).title, intent: 'error' });
    },
  });
  const host = session.frontend === undefined ? undefined : new URL(session.frontend.origin).host;
  const device = deviceName(session.userAgent);
  return (
    <li className={styles.item}>
      <span className={styles.text}>
        <Text>{device}</Text>
        <Text size={200} className={styles.muted}>
          {t('Signed in {begin} · last seen {end}', {
            begin: longTime(new Date(session.createdAt)),
            end: longTime(new Date(session.lastSeenAt)),
          })}
        </Text>
        {host === undefined ? null : (
          <Text size={200} className={styles.muted}>
            <bdi dir="ltr">{host}</bdi>
          </Text>
        )}
        {session.deviceBound ? (
          <Text size={200} className={styles.muted}>
            {session.current ? t('This session is bound to this device') : t('This session is bound to its device')}
          </Text>
        ) : null}
      </span>
      {session.current ? (
        <Badge appearance="tint" color="brand">
          {t('This session')}
        </Badge>
      ) : (
        <Button
          size="small"
          disabled={revoke.isPending}
          aria-label={t('Sign out there: {device}', { device })}
          onClick={() => {
            revoke.mutate();
          }}
        >
          {t('Sign out there')}
        </Button>
      )}
    </li>
  );
}
