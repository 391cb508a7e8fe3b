import {
  Button,
  Field,
  Input,
  Radio,
  RadioGroup,
  Select,
  Text,
  Textarea,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, type ReactElement, useEffect, useState } from 'react';
import { type paths } from '../client/index.js';
import { notify } from '../platform/notify.js';
import { connect, usePermission } from '../platform/permissions.js';
import { askUserAbout, queryClient, transport } from '../platform/services.js';
import { problemText } from '../ui/problem-text.js';
import { localTime } from '../ui/dates.js';
import { inputOf, repliesOf, type RepliesForm } from './automatic-replies-form.js';
import { t } from '../texts/t.js';

type Replies = paths['/api/mail/automatic-replies']['get']['responses'][200]['content']['application/json'];

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, alignItems: 'stretch' },
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  save: { alignSelf: 'flex-start' },
});

const repliesQuery = queryOptions({
  queryKey: ['automatic-replies'],
  queryFn: ({ signal }) =>
    transport.call((init) => transport.api.GET('/api/mail/automatic-replies', init), { signal, quiet: true }),
});

/** The replies that the mailbox sends while its owner is away. Opening the settings doesn't prompt for the permission. */
export function AutomaticReplies(): ReactElement {
  const permission = usePermission('mailbox.settings');
  const { data, error } = useQuery({ ...repliesQuery, enabled: permission === 'granted' });
  if (permission !== undefined && permission !== 'granted') {
    return (
      <>
        <Text>
          {t('This app needs your permission to see and change your mailbox settings. Microsoft will ask you.')}
        </Text>
        <Button style={{ alignSelf: 'flex-start' }} onClick={() => void ask()}>
          {t('Set up automatic replies')}
        </Button>
      </>
    );
  }
  if (error !== null) {
    return <Text role="alert">{t('{title}.', { title: problemText(error).title })}</Text>;
  }
  return data === undefined ? (
    <Text>{t('Loading…')}</Text>
  ) : (
    <RepliesFields key={JSON.stringify(data)} replies={data} />
  );
}

async function ask(): Promise<void> {
  await connect(['mailbox.settings']).catch((error: unknown) => {
    const { title, text } = problemText(error);
    notify({ title, body: text, intent: 'error' });
  });
}

/** Has the browser ask before the page is left, also when the reason is a change of language. */
function useQuestionBeforeLoss(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) {
      return undefined;
    }
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
    };
  }, [isChanged]);
}

function RepliesFields({ replies }: { readonly replies: Replies }): ReactElement {
  const styles = useStyles();
  const [saved, setSaved] = useState(() => repliesOf(replies, new Date()));
  const [form, setForm] = useState(saved);
  useQuestionBeforeLoss(JSON.stringify(form) !== JSON.stringify(saved));
  const [isSaving, setSaving] = useState(false);
  const set = (change: Partial<RepliesForm>): void => {
    setForm({ ...form, ...change });
  };
  const input = inputOf(form);
  const isOn = form.status !== 'disabled';
  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (input === undefined || isSaving) {
      return;
    }
    setSaving(true);
    try {
      const answer = await transport.call(
        (init) => transport.api.PUT('/api/mail/automatic-replies', { ...init, body: input }),
        { quiet: true },
      );
      queryClient.setQueryData(repliesQuery.queryKey, answer);
      setSaved(form);
      notify({ title: isOn ? t('Automatic replies are on') : t('Automatic replies are off') });
    } catch (error) {
      if (!askUserAbout(error)) {
        notify({ title: t('Not saved'), body: problemText(error).text, intent: 'error' });
      }
    } finally {
      setSaving(false);
    }
  };
  return (
    <form className={styles.form} aria-label={t('Automatic replies')} onSubmit={(event) => void save(event)}>
      <RadioGroup
        aria-label={t('When')}
        value={form.status}
        onChange={(_, { value }) => {
          if (value === 'disabled' || value === 'always' || value === 'scheduled') {
            set({ status: value });
          }
        }}
      >
        <Radio value="disabled" label={t('Off')} />
        <Radio value="always" label={t('On')} />
        <Radio value="scheduled" label={t('On during a time')} />
      </RadioGroup>
      {form.status === 'scheduled' ? (
        <div className={styles.row}>
          <Field label={t('From', { context: 'time' })}>
            <Input
              type="datetime-local"
              value={form.start}
              onChange={(_, { value }) => {
                set({ start: value });
              }}
            />
          </Field>
          <Field
            label={t('Until', { context: 'time' })}
            {...(input === undefined
              ? { validationState: 'error' as const, validationMessage: t('Choose an end after the start.') }
              : {})}
          >
            <Input
              type="datetime-local"
              value={form.end}
              min={localTime(new Date())}
              onChange={(_, { value }) => {
                set({ end: value });
              }}
            />
          </Field>
        </div>
      ) : null}
      {isOn ? (
        <>
          <Field label={t('Reply to people in your organisation')}>
            <Textarea
              rows={3}
              resize="vertical"
              dir="auto"
              value={form.internal}
              onChange={(_, { value }) => {
                set({ internal: value });
              }}
            />
          </Field>
          <Field label={t('Who else gets a reply')}>
            <Select
              value={form.audience}
              onChange={(_, { value }) => {
                if (value === 'none' || value === 'contacts' || value === 'all') {
                  set({ audience: value });
                }
              }}
            >
              <option value="none">{t('Nobody outside')}</option>
              <option value="contacts">{t('Only your contacts')}</option>
              <option value="all">{t('Everybody')}</option>
            </Select>
          </Field>
          {form.audience === 'none' ? null : (
            <Field label={t('Reply to people outside')}>
              <Textarea
                rows={3}
                resize="vertical"
                dir="auto"
                value={form.external}
                onChange={(_, { value }) => {
                  set({ external: value });
                }}
              />
            </Field>
          )}
        </>
      ) : null}
      <Button className={styles.save} type="submit" appearance="primary" disabled={input === undefined || isSaving}>
        {t('Save automatic replies')}
      </Button>
    </form>
  );
}
