import { Field, Select } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { isLanguage, LANGUAGES } from '../texts/languages.js';
import { chosenLanguage, chooseLanguage } from '../texts/load-texts.js';
import { t } from '../texts/t.js';

/** Each language by its own name: whoever can't read the one that is shown finds their own. */
export function LanguageChoice(): ReactElement {
  return (
    <Field label={t('Language')} hint={t('The page is loaded anew. What you’ve written is kept.')}>
      <Select
        value={chosenLanguage() ?? ''}
        onChange={(_, { value }) => {
          chooseLanguage(isLanguage(value) ? value : undefined);
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
  );
}
