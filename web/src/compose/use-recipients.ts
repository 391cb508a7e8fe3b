import { useState } from 'react';
import type { Address } from '../client/index.js';
import { type Draft, recipientsOf } from '../drafts/draft.js';
import { addRecipients, parseRecipients, sameAddress } from '../drafts/recipients.js';
import type { DraftHandle } from './use-draft.js';

export const FIELDS = ['to', 'cc', 'bcc'] as const;
export type RecipientField = (typeof FIELDS)[number];

type Texts = Readonly<Record<RecipientField, string>>;
type Errors = Partial<Readonly<Record<RecipientField, string>>>;
const NO_TEXT: Texts = { to: '', cc: '', bcc: '' };

interface Recipients {
  /** What stands in the fields and is not yet a recipient. */
  readonly text: Texts;
  readonly errors: Errors;
  readonly type: (field: RecipientField, value: string) => void;
  readonly choose: (field: RecipientField, recipients: readonly Address[]) => void;
  /** The field is left: what is in it and is no address is said. */
  readonly leave: (field: RecipientField) => void;
  /** What still stands in the fields counts, too. False when the user has something to fix, which is then said. */
  readonly complete: () => boolean;
}

export function useRecipients({ store, change }: DraftHandle): Recipients {
  const [text, setText] = useState(NO_TEXT);
  const [errors, setErrors] = useState<Errors>({});
  return {
    text,
    errors,
    type: (field, value) => {
      setText((current) => ({ ...current, [field]: value }));
      if (errors[field] !== undefined) setErrors({});
    },
    choose: (field, recipients) => {
      change(withoutDoubles(store(), field, recipients));
      setErrors({});
    },
    leave: (field) => {
      const { rest } = parseRecipients(text[field]);
      if (rest.length > 0) setErrors((known) => ({ ...known, [field]: notAnAddress(rest) }));
    },
    complete: () => {
      const { lists, left, found } = completed(store(), text);
      change(lists);
      setText(left);
      setErrors(found);
      return Object.keys(found).length === 0;
    },
  };
}

function notAnAddress(rest: readonly string[]): string {
  return `“${rest.join('; ')}” isn’t an email address.`;
}

/** Nobody gets a message twice: who is put into a field leaves the others. */
function withoutDoubles(
  known: Pick<Draft, RecipientField>,
  field: RecipientField,
  recipients: readonly Address[],
): Partial<Record<RecipientField, Address[]>> {
  const isChosen = ({ address }: Address): boolean => recipients.some((one) => sameAddress(one.address, address));
  const lists: Partial<Record<RecipientField, Address[]>> = { [field]: [...recipients] };
  for (const other of FIELDS) {
    if (other !== field && known[other].some(isChosen)) lists[other] = known[other].filter((one) => !isChosen(one));
  }
  return lists;
}

function completed(
  draft: Draft,
  text: Texts,
): { lists: Record<RecipientField, Address[]>; left: Texts; found: Errors } {
  let lists = { to: [...draft.to], cc: [...draft.cc], bcc: [...draft.bcc] };
  const left = { ...NO_TEXT };
  const found: Partial<Record<RecipientField, string>> = {};
  for (const field of FIELDS) {
    const { valid, rest } = parseRecipients(text[field]);
    lists = { ...lists, ...withoutDoubles(lists, field, addRecipients(lists[field], valid)) };
    left[field] = rest.join('; ');
    if (rest.length > 0) found[field] = notAnAddress(rest);
  }
  const nobody = recipientsOf({ ...draft, ...lists }).length === 0;
  if (nobody && Object.keys(found).length === 0) found.to = 'Add at least one recipient.';
  return { lists, left, found };
}
