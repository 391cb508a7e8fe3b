import { readFileSync } from 'node:fs';
import { readRegistrations, type RegistrationInput } from './directory/index.js';

/** Throws `RangeError` with all problems of the file. */
export function registrationsFrom(file: string): readonly RegistrationInput[] {
  try {
    return readRegistrations(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new RangeError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
