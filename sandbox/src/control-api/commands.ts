import { ACTIONS_ON_ACCOUNTS } from './account-commands.js';
import { ACTIONS_ON_APP } from './app-commands.js';
import type { Command } from './command.js';
import { ACTIONS_ON_FAULTS } from './fault-commands.js';
import { ACTIONS_ON_MAIL } from './mail-commands.js';

/** Every switch of the control API and of the page, in the page's order. */
export const COMMANDS: readonly Command[] = [
  ...ACTIONS_ON_ACCOUNTS,
  ...ACTIONS_ON_APP,
  ...ACTIONS_ON_FAULTS,
  ...ACTIONS_ON_MAIL,
];
