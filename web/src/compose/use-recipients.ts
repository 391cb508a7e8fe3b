import { useState } from 'react';
import type { Address } from '../client/index.js';
import { type Draft, recipientsOf } from '../drafts/draft.js';
import { addRecipients, parseRecipients, sameAddress } from '../drafts/recipients.js';
import { t } from '../texts/t.js';
import type { DraftHandle } from './use-draft.js';

export const FIELDS = ['to', 'cc', 'bcc'] as const;
export type RecipientField = (typeof FIELDS)[number];

type Texts = Readonly<Record<RecipientField, string>>;
type Errors = Partial<Readonly<Record<RecipientField, string>>>;
const noText: Texts = { to: '', cc: '', bcc: '' };

export interface Recipients {
  /** Text in the fields that is not a recipient yet. */
  readonly text: Texts;
  readonly errors: Errors;
  readonly type: (field: RecipientField, value: string) => void;
  /** Called before the user goes to Microsoft from this field: the draft stores the typed text until they return. */
  readonly remember: (field: RecipientField) => void;
  readonly choose: (field: RecipientField, recipients: readonly Address[]) => void;
  /** Called when the user leaves the field; reports text that is not an address. */
  readonly leave: (field: RecipientField) => void;
  /** Adds the text that is still in the fields. Returns false and reports it when the user has something to fix. */
  readonly complete: () => boolean;
}

export function useRecipients({ draft, store, change }: DraftHandle): Recipients {
  const [text, setText] = useState<Texts>(() => typedIn(draft));
  const isRemembered = draft.typed !== undefined;
  const [errors, setErrors] = useState<Errors>({});
  return {
    text,
    errors,
    type: (field, value) => {
      if (isRemembered) {
        change({ typed: undefined });
      }
      setText((current) => ({ ...current, [field]: value }));
      if (errors[field] !== undefined) {
        setErrors({});
      }
    },
    remember: (field) => {
      change({ typed: { field, ...text } });
    },
    choose: (field, recipients) => {
      change(withoutDuplicates(store(), field, recipients));
      setErrors({});
    },
    leave: (field) => {
      const { rest } = parseRecipients(text[field]);
      if (rest.length > 0) {
        setErrors((known) => ({ ...known, [field]: notAnAddress(rest) }));
      }
    },
    complete: () => {
      const { lists, left, found } = completed(store(), text);
      change({ ...lists, typed: undefined });
      setText(left);
      setErrors(found);
      return Object.keys(found).length === 0;
    },
  };
}

function typedIn({ typed }: Draft): Texts {
  return typed === undefined ? noText : { to: typed.to, cc: typed.cc, bcc: typed.bcc };
}

function notAnAddress(rest: readonly string[]): string {
  return t('“{text}” isn’t an email address.', { text: rest.join('; ') });
}

/** Nobody gets a message twice: a person who is added to one field is removed from the others. */
function withoutDuplicates(
  known: Pick<Draft, RecipientField>,
  field: RecipientField,
  recipients: readonly Address[],
): Partial<Record<RecipientField, Address[]>> {
  const isChosen = ({ address }: Address): boolean => recipients.some((one) => sameAddress(one.address, address));
  const lists: Partial<Record<RecipientField, Address[]>> = { [field]: [...recipients] };
  for (const other of FIELDS) {
    if (other !== field && known[other].some(isChosen)) {
      lists[other] = known[other].filter((one) => !isChosen(one));
    }
  }
  return lists;
}

function completed(
  draft: Draft,
  text: Texts,
): { lists: Record<RecipientField, Address[]>; left: Texts; found: Errors } {
  let lists = { to: [...draft.to], cc: [...draft.cc], bcc: [...draft.bcc] };
  const left = { ...noText };
  const found: Partial<Record<RecipientField, string>> = {};
  for (const field of FIELDS) {
    const { valid, rest } = parseRecipients(text[field]);
    lists = { ...lists, ...withoutDuplicates(lists, field, addRecipients(lists[field], valid)) };
    left[field] = rest.join('; ');
    if (rest.length > 0) {
      found[field] = notAnAddress(rest);
    }
  }
  const nobody = recipientsOf({ ...draft, ...lists }).length === 0;
  if (nobody && Object.keys(found).length === 0) {
    found.to = t('Add at least one recipient.');
  }
  return { lists, left, found };
}
