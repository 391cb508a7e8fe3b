import { lifetimeNames, readRegistrationChanges, readRegistrations } from '../directory/index.js';
import type { Command } from './command.js';

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
    fields: lifetimeNames.map((name) => ({ kind: 'number', name, label: name, isOptional: true })),
    run: (control, input) => {
      control.setLifetimes(
        Object.fromEntries(
          lifetimeNames.flatMap((name) => {
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
    title: 'Change an app registration',
    explanation: 'Members of the registration, as in the portal; `clientId` says whose, without it the first.',
    fields: [],
    isJsonOnly: true,
    run: (control, input) => {
      const { clientId = control.registration.clientId, ...changes } = readRegistrationChanges(input.all);
      control.configureApp(changes, clientId);
    },
  },
  {
    name: 'register-app',
    title: 'Register an app',
    explanation: 'As in the portal: `clientId`, and what is not to be as in a new registration.',
    fields: [],
    isJsonOnly: true,
    run: (control, input) => {
      const [registration] = readRegistrations([input.all]);
      return registration === undefined ? undefined : control.registerApp(registration);
    },
  },
  {
    name: 'reset',
    title: 'Reset everything',
    explanation:
      'Nobody is signed in, nothing is consented or scripted, mailboxes are as at the start. Keys and the registrations stay.',
    fields: [],
    run: (control) => {
      control.reset();
    },
  },
];
