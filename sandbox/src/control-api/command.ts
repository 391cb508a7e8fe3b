import type { SandboxControl } from '../sandbox-control.js';
import type { Input } from './input.js';

/** The form field for a member of a command. */
export type Field =
  | {
      readonly kind: 'user' | 'tenant' | 'text' | 'number' | 'flag';
      readonly name: string;
      readonly label: string;
      readonly isOptional?: boolean;
    }
  | { readonly kind: 'choice'; readonly name: string; readonly label: string; readonly choices: readonly string[] };

/** One switch: a POST to `/_sandbox/control/<name>`, and a form on the page. */
export interface Command {
  readonly name: string;
  readonly title: string;
  readonly explanation: string;
  readonly fields: readonly Field[];
  /** Whether it takes JSON only: the page has no form for it. */
  readonly isJsonOnly?: boolean;
  run(control: SandboxControl, input: Input): unknown;
}

export const USER: Field = { kind: 'user', name: 'user', label: 'User' };
export const anyUser: Field = { kind: 'user', name: 'user', label: 'User', isOptional: true };
export const TENANT: Field = { kind: 'tenant', name: 'tenant', label: 'Tenant' };
