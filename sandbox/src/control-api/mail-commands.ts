import {
  fullMailbox,
  mailboxStates,
  senderRefusals,
  type FullMailbox,
  type GraphConditions,
  type MailboxState,
  type SenderRefusal,
} from '../graph/index.js';
import { type Command, USER } from './command.js';
import { type Input } from './input.js';

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}

const STATES: readonly ('ready' | MailboxState)[] = ['ready', ...namesOf(mailboxStates)];
const FULLNESS: readonly ('no' | FullMailbox)[] = ['no', ...namesOf(fullMailbox)];
const SENDERS: readonly ('may' | SenderRefusal)[] = ['may', ...namesOf(senderRefusals)];
const FOLDERS = ['all', 'inbox-only'] as const;
const CLOUDS = ['global', 'usgov', 'china'] as const satisfies readonly GraphConditions['cloud'][];

/** The conditions that a request names; the others do not change. */
function conditionsOf(input: Input): Partial<GraphConditions> {
  const number = (name: 'transientEvery' | 'conflictsOfNewItems' | 'lateUploadSessions' | 'tokenLength'): object => {
    const value = input.optionalNumber(name);
    return value === undefined ? {} : { [name]: value };
  };
  const flag = (name: 'uploadStateIsTold'): object =>
    input.all[name] === undefined ? {} : { [name]: input.flag(name) };
  return {
    ...(input.optionalText('cloud') === undefined ? {} : { cloud: input.choice('cloud', CLOUDS, 'global') }),
    ...(input.optionalText('movedAwayAndBack') === undefined
      ? {}
      : { movedAwayAndBack: input.choice('movedAwayAndBack', ['removed', 'unreported'], 'removed') }),
    ...number('transientEvery'),
    ...number('conflictsOfNewItems'),
    ...number('lateUploadSessions'),
    ...number('tokenLength'),
    ...flag('uploadStateIsTold'),
  };
}

export const actionsOnMail: readonly Command[] = [
  {
    name: 'deliver-mail',
    title: 'Deliver a mail',
    explanation: 'New mail arrives in the inbox, as from outside.',
    fields: [
      USER,
      { kind: 'text', name: 'subject', label: 'Subject' },
      { kind: 'text', name: 'body', label: 'Text', isOptional: true },
    ],
    run: (control, input) => {
      const body = input.optionalText('body');
      const folder = input.optionalText('folder');
      return control.graph.deliver(control.requireUser(input.text('user')).oid, {
        subject: input.text('subject'),
        ...(body === undefined ? {} : { body: { contentType: 'text', content: body } }),
        ...(folder === undefined ? {} : { folder }),
      });
    },
  },
  {
    name: 'set-mailbox-enabled',
    title: 'Remove the mailbox',
    explanation: 'If unticked, Graph responds as for an account without a mailbox.',
    fields: [USER, { kind: 'flag', name: 'enabled', label: 'Has a mailbox' }],
    run: (control, input) => {
      control.graph.setMailboxEnabled(control.requireUser(input.text('user')).oid, input.flag('enabled'));
    },
  },
  {
    name: 'set-mailbox',
    title: 'Condition of a mailbox',
    explanation: 'Missing in one of the observed ways, for some seconds or permanently; full; or not allowed to send.',
    fields: [
      USER,
      { kind: 'choice', name: 'state', label: 'State', choices: STATES },
      { kind: 'number', name: 'readyAfterSeconds', label: 'Ready after seconds; empty: never', isOptional: true },
      { kind: 'choice', name: 'folders', label: 'Default folders', choices: FOLDERS },
      { kind: 'choice', name: 'full', label: 'Full', choices: FULLNESS },
      { kind: 'choice', name: 'sender', label: 'Sending', choices: SENDERS },
    ],
    run: (control, input) => {
      const { oid } = control.requireUser(input.text('user'));
      const state = input.choice('state', STATES, 'ready');
      const folders = input.choice('folders', FOLDERS, 'all');
      const full = input.choice('full', FULLNESS, 'no');
      const sender = input.choice('sender', SENDERS, 'may');
      const seconds = input.optionalNumber('readyAfterSeconds');
      control.graph.clearMailbox(oid);
      control.graph.setMailbox(oid, {
        ...(state === 'ready' ? {} : { state }),
        ...(seconds === undefined ? {} : { readyAt: control.now() + seconds * 1000 }),
        ...(folders === 'all' ? {} : { folders }),
        ...(full === 'no' ? {} : { full }),
        ...(sender === 'may' ? {} : { sender }),
      });
    },
  },
  {
    name: 'set-conditions',
    title: 'Conditions of this Graph',
    explanation:
      'Its cloud, how often reads fail spontaneously, how often changes of a new item are refused with 412, and similar.',
    fields: [
      { kind: 'choice', name: 'cloud', label: 'Cloud', choices: CLOUDS },
      { kind: 'number', name: 'transientEvery', label: 'One of this many reads fails (0: none)', isOptional: true },
      {
        kind: 'number',
        name: 'conflictsOfNewItems',
        label: 'Number of changes refused with 412 for a new item',
        isOptional: true,
      },
    ],
    run: (control, input) => {
      control.graph.setConditions(conditionsOf(input));
      return control.graph.conditions();
    },
  },
  {
    name: 'post-notification',
    title: 'Post a notification',
    explanation: 'Posts any body to the notification URL of a subscription. Members: subscription, body.',
    fields: [],
    isJsonOnly: true,
    run: async (control, input) => ({
      status: await control.graph.postNotification(input.text('subscription'), input.all['body']),
    }),
  },
  {
    name: 'reseed-mailbox',
    title: 'New mailbox',
    explanation: 'Replaces the mailbox with a new one that has this many messages.',
    fields: [USER, { kind: 'number', name: 'size', label: 'Messages', isOptional: true }],
    run: (control, input) => {
      control.graph.reseed(control.requireUser(input.text('user')).oid, input.optionalNumber('size'));
    },
  },
  {
    name: 'expire-sync-state',
    title: 'Expire delta tokens',
    explanation: 'The next delta request is refused with 410, and the client has to synchronise everything again.',
    fields: [USER],
    run: (control, input) => {
      control.graph.expireSyncState(control.requireUser(input.text('user')).oid);
    },
  },
];
