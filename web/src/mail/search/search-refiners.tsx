import { makeStyles, Text, ToggleButton, tokens } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import type { Folder } from '../../client/index.js';
import { peopleMatching } from '../../mailbox/known-people.js';
import { displayName } from '../../mailbox/people.js';
import { parseSearch, type SearchTerms, writeSearch } from '../../mailbox/search-query.js';
import { folderKey, folderName, useFolders } from '../../mailbox/folders.js';
import { navigate } from '../../platform/router.js';
import { listHref, type ListView } from '../../platform/routes.js';
import { t } from '../../texts/t.js';
import { Picker, type PickerOption } from '../../ui/picker.js';
import { FolderPicker } from '../folders/folder-picker.js';
import { ChipMenu } from './chip-menu.js';
import { type DayRange, dayRanges, dayText } from './day-ranges.js';
import { Days } from './days.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '6px',
    padding: '6px 12px 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  chip: {
    minWidth: 0,
    maxWidth: '100%',
    fontWeight: tokens.fontWeightRegular,
    '@media (pointer: coarse)': { minHeight: '36px' },
  },
  person: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  address: { color: tokens.colorNeutralForeground2 },
});

/** The filters of a search. Each changes the words of the search, which the user sees and may edit. */
export function SearchRefiners({ list }: { readonly list: ListView }): ReactElement {
  const styles = useStyles();
  const folders = useFolders().data;
  const terms = parseSearch(list.search);
  const refine = (change: Partial<SearchTerms>): void => {
    navigate(listHref({ ...list, search: writeSearch({ ...terms, ...change }) }));
  };
  return (
    <div role="group" aria-label={t('Refine the search')} className={styles.root}>
      <FolderChip
        list={list}
        folders={folders ?? []}
        name={list.folder === 'all' ? t('All folders') : folderName(folders, list.folder)}
      />
      <PersonChip
        label={t('From', { context: 'sender' })}
        title={t('From: {person}', { person: terms.from })}
        value={terms.from}
        onChange={(from) => {
          refine({ from });
        }}
      />
      <PersonChip
        label={t('To', { context: 'recipient' })}
        title={t('To: {person}', { person: terms.to })}
        value={terms.to}
        onChange={(to) => {
          refine({ to });
        }}
      />
      <DaysChip terms={terms} onChange={refine} />
      <ToggleButton
        className={styles.chip}
        size="small"
        shape="circular"
        checked={terms.hasAttachments}
        onClick={() => {
          refine({ hasAttachments: !terms.hasAttachments });
        }}
      >
        {t('Has attachment')}
      </ToggleButton>
      <ToggleButton
        className={styles.chip}
        size="small"
        shape="circular"
        checked={terms.isUnread}
        onClick={() => {
          refine({ isUnread: !terms.isUnread });
        }}
      >
        {t('Unread')}
      </ToggleButton>
    </div>
  );
}

interface FolderChipProps {
  readonly list: ListView;
  readonly folders: readonly Folder[];
  readonly name: string;
}

function FolderChip({ list, folders, name }: FolderChipProps): ReactElement {
  const open = (folder: string): void => {
    navigate(listHref({ ...list, folder }));
  };
  return (
    <ChipMenu
      label={t('Folder to search in')}
      title={t('In: {folder}', { folder: name })}
      isOn={list.folder !== 'all'}
      onClear={() => {
        open('all');
      }}
    >
      {(close) => (
        <FolderPicker
          label={t('Folder to search in')}
          all={folders}
          choices={folders.filter((folder) => folderKey(folder) !== list.folder)}
          recent={[]}
          onPick={(folder) => {
            close();
            open(folderKey(folder));
          }}
        />
      )}
    </ChipMenu>
  );
}

interface PersonChipProps {
  readonly label: string;
  /** The title with the chosen person. */
  readonly title: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const mostPeople = 8;

function PersonChip({ label, title, value, onChange }: PersonChipProps): ReactElement {
  return (
    <ChipMenu
      label={label}
      title={value === '' ? label : title}
      isOn={value !== ''}
      onClear={() => {
        onChange('');
      }}
    >
      {(close) => (
        <PersonPicker
          label={label}
          onPick={(person) => {
            close();
            onChange(person);
          }}
        />
      )}
    </ChipMenu>
  );
}

interface PersonPickerProps {
  readonly label: string;
  readonly onPick: (person: string) => void;
}

function PersonPicker({ label, onPick }: PersonPickerProps): ReactElement {
  const styles = useStyles();
  const [text, setText] = useState('');
  const people = peopleMatching(text, mostPeople).map((person): PickerOption => ({
    key: person.address,
    content: (
      <span className={styles.person} dir="auto">
        <Text truncate wrap={false}>
          {displayName(person)}
        </Text>
        <Text size={200} truncate wrap={false} className={styles.address}>
          {person.address}
        </Text>
      </span>
    ),
    onPick: () => {
      onPick(person.address);
    },
  }));
  const typed: PickerOption = {
    key: 'typed',
    content: <span dir="auto">{t('“{text}”', { text: text.trim() })}</span>,
    onPick: () => {
      onPick(text.trim());
    },
  };
  return (
    <Picker
      label={label}
      placeholder={t('Name or address')}
      text={text}
      onText={setText}
      groups={[
        { name: t('People'), showsName: false, options: people },
        { name: t('As typed'), showsName: false, options: text.trim() === '' ? [] : [typed] },
      ]}
      nothing={t('Type a name or an address.')}
    />
  );
}

interface DaysChipProps {
  readonly terms: SearchTerms;
  readonly onChange: (range: DayRange) => void;
}

function DaysChip({ terms: { since, until }, onChange }: DaysChipProps): ReactElement {
  const known = dayRanges(new Date()).find((one) => one.range.since === since && one.range.until === until);
  const isOn = since + until !== '';
  return (
    <ChipMenu
      label={t('Date')}
      title={isOn ? (known?.name ?? daysText(since, until)) : t('Date')}
      isOn={isOn}
      onClear={() => {
        onChange({ since: '', until: '' });
      }}
    >
      {(close) => (
        <Days
          initial={{ since, until }}
          onChange={(range) => {
            close();
            onChange(range);
          }}
        />
      )}
    </ChipMenu>
  );
}

function daysText(first: string, last: string): string {
  const [since, until] = [dayText(first), dayText(last)];
  if (last === '') {
    return t('from {since}', { since });
  }
  return first === '' ? t('to {until}', { until }) : t('from {since} to {until}', { since, until });
}
