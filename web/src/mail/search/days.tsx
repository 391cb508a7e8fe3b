import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { t } from '../../texts/t.js';
import { type DayRange, dayRanges, inOrder } from './day-ranges.js';

const useStyles = makeStyles({
  days: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  ranges: { display: 'flex', flexWrap: 'wrap', gap: '6px' },
});

interface DaysProps {
  readonly initial: DayRange;
  readonly onChange: (range: DayRange) => void;
}

export function Days({ initial, onChange }: DaysProps): ReactElement {
  const styles = useStyles();
  const [range, setRange] = useState(initial);
  return (
    <div className={styles.days}>
      <div className={styles.ranges}>
        {dayRanges(new Date()).map(({ name, range: chosen }) => (
          <Button
            key={name}
            size="small"
            onClick={() => {
              onChange(chosen);
            }}
          >
            {name}
          </Button>
        ))}
      </div>
      <Field label={t('First day')}>
        <Input
          type="date"
          value={range.since}
          onChange={(_, { value }) => {
            setRange({ ...range, since: value });
          }}
        />
      </Field>
      <Field label={t('Last day')}>
        <Input
          type="date"
          value={range.until}
          onChange={(_, { value }) => {
            setRange({ ...range, until: value });
          }}
        />
      </Field>
      <Button
        appearance="primary"
        onClick={() => {
          onChange(inOrder(range));
        }}
      >
        {t('Show these days')}
      </Button>
    </div>
  );
}
