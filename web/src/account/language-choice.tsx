import { Button, Field, Select } from '@fluentui/react-components';
import { type ReactElement, useState } from 'react';
import { isLanguage, LANGUAGES } from '../texts/languages.js';
import { chosenLanguage, chooseLanguage } from '../texts/load-texts.js';
import { t } from '../texts/t.js';

/**
 * Each language has its own name, for users who can't read the current one. The choice takes effect by the button, because an arrow key
 * in a closed list selects at once.
 */
export function LanguageChoice(): ReactElement {
  const current = chosenLanguage() ?? '';
  const [choice, setChoice] = useState<string>(current);
  return (
    <>
      <Field
        label={t('Language')}
        hint={t('The page reloads. Drafts are kept, but unsaved automatic replies are lost.')}
      >
        <Select
          value={choice}
          onChange={(_, { value }) => {
            setChoice(value);
          }}
        >
          <option value="">{t('As the browser')}</option>
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Button
        style={{ alignSelf: 'flex-start' }}
        disabled={choice === current}
        onClick={() => {
          chooseLanguage(isLanguage(choice) ? choice : undefined);
        }}
      >
        {t('Change language')}
      </Button>
    </>
  );
}
