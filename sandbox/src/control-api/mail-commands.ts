import { type Command, USER } from './command.js';

export const ACTIONS_ON_MAIL: readonly Command[] = [
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
    title: 'Take the mailbox away',
    explanation: 'Unticked: Graph answers as for an account without a mailbox.',
    fields: [USER, { kind: 'flag', name: 'enabled', label: 'Has a mailbox' }],
    run: (control, input) => {
      control.graph.setMailboxEnabled(control.requireUser(input.text('user')).oid, input.flag('enabled'));
    },
  },
  {
    name: 'reseed-mailbox',
    title: 'New mailbox',
    explanation: 'Throws the mailbox away and makes one with so many messages.',
    fields: [USER, { kind: 'number', name: 'size', label: 'Messages', isOptional: true }],
    run: (control, input) => {
      control.graph.reseed(control.requireUser(input.text('user')).oid, input.optionalNumber('size'));
    },
  },
  {
    name: 'expire-sync-state',
    title: 'Expire delta tokens',
    explanation: 'The next delta request answers 410 and a full synchronisation is needed.',
    fields: [USER],
    run: (control, input) => {
      control.graph.expireSyncState(control.requireUser(input.text('user')).oid);
    },
  },
];
