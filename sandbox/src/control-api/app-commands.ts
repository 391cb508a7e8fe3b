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
    explanation: 'In seconds, for tokens that are issued from now on. Empty fields change nothing.',
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
    explanation: 'Entra does not rotate them. If ticked, each token works once, and reuse revokes its family.',
    fields: [{ kind: 'flag', name: 'rotates', label: 'Rotate with reuse detection' }],
    run: (control, input) => {
      control.setRefreshTokenRotation(input.flag('rotates'));
    },
  },
  {
    name: 'rotate-keys',
    title: 'Rotate signing keys',
    explanation: 'Overlap: the old key stays published. Surprise: the old key is removed at once.',
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
    explanation: 'Members of the registration, as in the portal. `clientId` selects the app; the default is the first.',
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
    explanation: 'As in the portal: `clientId`, and the members that differ from a new registration.',
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
      'Removes sign-ins, consents and scripted faults, and restores the mailboxes. Keys and app registrations do not change.',
    fields: [],
    run: (control) => {
      control.reset();
    },
  },
];
