import { Badge, Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Permission } from '../client/index.js';
import { useNotify } from '../platform/notify.js';
import { connect, usePermissions } from '../platform/permissions.js';
import { problemText } from '../ui/problem-text.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column' },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '44px',
    flexWrap: 'wrap',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  name: { flexGrow: 1 },
});

/** The names of the built-in permissions. A permission that an operator adds has its own title. */
const NAMES: Readonly<Record<string, string>> = {
  'profile.read': t('Read your profile'),
  'mail.read': t('Read your mail'),
  'mail.send': t('Send mail as you'),
  'mail.write': t('Mark, move and delete your mail'),
  'mailbox.settings': t('Show your categories and set automatic replies'),
  'people.read': t('Find people you write to and colleagues'),
  'calendar.respond': t('Answer meeting invitations'),
};

export function PermissionList(): ReactElement {
  const styles = useStyles();
  const permissions = usePermissions();
  if (permissions === undefined) {
    return <Text>{t('Loading…')}</Text>;
  }
  return (
    <ul className={styles.list}>
      {permissions.map((permission) => (
        <PermissionItem key={permission.name} permission={permission} />
      ))}
    </ul>
  );
}

function PermissionItem({ permission }: { readonly permission: Permission }): ReactElement {
  const styles = useStyles();
  const notify = useNotify();
  const { name, state, title: added } = permission;
  const words = added ?? NAMES[name] ?? name;
  const ask = (): void => {
    connect([name]).catch((error: unknown) => {
      const { title, text } = problemText(error);
      notify({ title, body: text, intent: 'error' });
    });
  };
  return (
    <li className={styles.item}>
      <Text className={styles.name}>{words}</Text>
      {state === 'granted' ? (
        <Badge appearance="tint" color="success">
          {t('Allowed')}
        </Badge>
      ) : (
        <Button
          size="small"
          aria-label={
            state === 'consent_required' ? t('Connect: {words}', { words }) : t('Ask for approval: {words}', { words })
          }
          onClick={ask}
        >
          {state === 'consent_required' ? t('Connect') : t('Ask for approval')}
        </Button>
      )}
    </li>
  );
}
