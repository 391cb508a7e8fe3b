import type { AppRegistration } from '../directory/index.js';
import type { Command } from './command.js';
import { type Input, InputError, isJsonObject } from './input.js';

const LIFETIMES = ['accessTokenSeconds', 'idTokenSeconds', 'codeSeconds', 'refreshTokenSeconds'] as const;

/** The clock, the keys, the lifetimes and the app registration. */
export const actionsOnApp: readonly Command[] = [
  {
    name: 'advance',
    title: 'Move the clock',
    explanation: "The sandbox's own clock; negative: back.",
    fields: [{ kind: 'number', name: 'milliseconds', label: 'Milliseconds' }],
    run: (control, input) => {
      control.advance(input.number('milliseconds'));
    },
  },
  {
    name: 'set-lifetimes',
    title: 'Set lifetimes',
    explanation: 'Of what is issued from now on, in seconds; empty: unchanged.',
    fields: LIFETIMES.map((name) => ({ kind: 'number', name, label: name, isOptional: true })),
    run: (control, input) => {
      control.setLifetimes(
        Object.fromEntries(
          LIFETIMES.flatMap((name) => {
            const seconds = input.optionalNumber(name);
            return seconds === undefined ? [] : [[name, seconds] as const];
          }),
        ),
      );
    },
  },
  {
    name: 'set-refresh-token-rotation',
    title: 'Rotate refresh tokens',
    explanation: 'Entra does not. Ticked: each works once, and using it again revokes its family.',
    fields: [{ kind: 'flag', name: 'rotates', label: 'Rotate with reuse detection' }],
    run: (control, input) => {
      control.setRefreshTokenRotation(input.flag('rotates'));
    },
  },
  {
    name: 'rotate-keys',
    title: 'Rotate signing keys',
    explanation: 'Overlap: the old key stays published. Surprise: it is gone at once.',
    fields: [
      { kind: 'choice', name: 'ring', label: 'Keys of', choices: ['work', 'personal'] },
      { kind: 'choice', name: 'kind', label: 'How', choices: ['overlap', 'surprise'] },
    ],
    run: (control, input) =>
      control.rotateKeys(
        input.choice('ring', ['work', 'personal'], 'work'),
        input.choice('kind', ['overlap', 'surprise'], 'overlap'),
      ),
  },
  {
    name: 'configure-app',
    title: 'Change the app registration',
    explanation: 'Members of the registration, as in the portal.',
    fields: [],
    isJsonOnly: true,
    run: (control, input) => {
      control.configureApp(registrationChanges(input, control.registration));
    },
  },
  {
    name: 'reset',
    title: 'Reset everything',
    explanation:
      'Nobody is signed in, nothing is consented or scripted, mailboxes are as at the start. Keys and the registration stay.',
    fields: [],
    run: (control) => {
      control.reset();
    },
  },
];

function sameShape(value: unknown, example: unknown): boolean {
  return Array.isArray(example) ? Array.isArray(value) : typeof value === typeof example;
}

/** Members are checked against the present registration: their names, and whether they are text, list or flag. */
function registrationChanges(input: Input, present: AppRegistration): Partial<AppRegistration> {
  const known = new Map<string, unknown>(Object.entries(present));
  for (const [name, value] of Object.entries(input.all)) {
    if (!known.has(name)) {
      throw new InputError(`The registration has no member ${name}.`);
    }
    const isNullableUrl = name === 'frontChannelLogoutUrl' && (value === null || typeof value === 'string');
    if (!isNullableUrl && !sameShape(value, known.get(name))) {
      throw new InputError(`${name} has another type.`);
    }
  }
  if (!isJsonObject(input.all)) {
    throw new InputError('The changes have to be an object.');
  }
  return input.all;
}
