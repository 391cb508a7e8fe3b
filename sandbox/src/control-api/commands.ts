import { actionsOnAccounts } from './account-commands.js';
import { actionsOnApp } from './app-commands.js';
import type { Command } from './command.js';
import { actionsOnFaults } from './fault-commands.js';
import { actionsOnMail } from './mail-commands.js';

/** Every switch of the control API and of the page, in the page's order. */
export const COMMANDS: readonly Command[] = [
  ...actionsOnAccounts,
  ...actionsOnApp,
  ...actionsOnFaults,
  ...actionsOnMail,
];
