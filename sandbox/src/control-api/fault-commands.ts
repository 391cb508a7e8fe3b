import type { Command } from './command.js';
import { InputError } from './input.js';
import { PRESETS } from './presets.js';
import { readRecordedAnswer } from './read-answer.js';
import { readFault } from './read-fault.js';

export const actionsOnFaults: readonly Command[] = [
  {
    name: 'add-preset',
    title: 'Script a failure',
    explanation: 'Applies to the next requests at that point.',
    fields: [
      { kind: 'choice', name: 'preset', label: 'Failure', choices: PRESETS.map(({ name }) => name) },
      { kind: 'number', name: 'times', label: 'How often; empty: until removed', isOptional: true },
    ],
    run: (control, input) => {
      const preset = PRESETS.find(({ name }) => name === input.text('preset'));
      if (preset === undefined) {
        throw new InputError('Unknown preset.');
      }
      const times = input.optionalNumber('times');
      return {
        id: control.addFault({
          point: preset.point,
          action: preset.action,
          ...(times === undefined ? {} : { times }),
        }),
      };
    },
  },
  {
    name: 'add-fault',
    title: 'Script any failure',
    explanation: 'The JSON of a fault.',
    fields: [],
    isJsonOnly: true,
    run: (control, input) => ({ id: control.addFault(readFault(input.all)) }),
  },
  {
    name: 'answer-with',
    title: 'Send a recorded response',
    explanation: 'The JSON of a recorded response: where, match, times, when, answer.',
    fields: [],
    isJsonOnly: true,
    run: (control, input) => ({ id: control.answerWith(readRecordedAnswer(input.all)) }),
  },
  {
    name: 'remove-fault',
    title: 'Remove a failure',
    explanation: 'By the id that was returned when it was added.',
    fields: [{ kind: 'number', name: 'id', label: 'Id' }],
    run: (control, input) => ({ removed: control.removeFault(input.number('id')) }),
  },
  {
    name: 'clear-faults',
    title: 'Remove all failures',
    explanation: 'Also opens all gates.',
    fields: [],
    run: (control) => {
      control.clearFaults();
    },
  },
  {
    name: 'open-gate',
    title: 'Open a gate',
    explanation: 'Releases the requests that wait there. Later requests do not wait.',
    fields: [{ kind: 'text', name: 'name', label: 'Name' }],
    run: (control, input) => {
      control.gate(input.text('name')).open();
    },
  },
  {
    name: 'clear-requests',
    title: 'Forget the requests',
    explanation: 'Empties the log and the counters.',
    fields: [],
    run: (control) => {
      control.clearRequests();
    },
  },
];
