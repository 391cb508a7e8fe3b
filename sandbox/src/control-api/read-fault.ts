import type { Fault, FaultAction } from '../model.js';
import { Input, InputError, isJsonObject, type Json } from './input.js';

const KINDS = [
  'respond',
  'oauth_error',
  'graph_error',
  'amend',
  'reset',
  'hang',
  'delay',
  'gate',
  'defect',
] as const satisfies readonly FaultAction['kind'][];

/** Reads a fault from JSON. */
export function readFault(value: unknown): Fault {
  if (!isJsonObject(value)) {
    throw new InputError('A fault is an object with point and action.');
  }
  const input = new Input(value);
  const times = input.optionalNumber('times');
  return {
    point: input.text('point'),
    action: readAction(value['action']),
    ...(value['match'] === undefined ? {} : { match: readStrings(value['match'], 'match') }),
    ...(times === undefined ? {} : { times }),
  };
}

export function readStrings(value: unknown, name: string): Record<string, string> {
  if (!isJsonObject(value)) {
    throw new InputError(`${name} has to be an object of strings.`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') {
        throw new InputError(`${name}.${key} has to be a string.`);
      }
      return [key, text];
    }),
  );
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, Value>>);
}

function readAction(value: unknown): FaultAction {
  if (!isJsonObject(value)) {
    throw new InputError('action has to be an object with kind.');
  }
  const input = new Input(value);
  const kind = input.choice('kind', KINDS, 'respond');
  const when = input.choice('when', ['before', 'after'], 'before');
  const headers = (given: Json): { headers?: Record<string, string> } =>
    given['headers'] === undefined ? {} : { headers: readStrings(given['headers'], 'headers') };
  switch (kind) {
    case 'respond':
      return {
        kind,
        status: input.number('status'),
        ...headers(value),
        ...optional('body', input.optionalText('body')),
        when,
      };
    case 'oauth_error':
      return {
        kind,
        error: input.text('error'),
        ...optional('code', input.optionalNumber('code')),
        ...optional('description', input.optionalText('description')),
        ...optional('suberror', input.optionalText('suberror')),
        ...optional('claims', input.optionalText('claims')),
        ...optional('subcode', input.optionalText('subcode')),
        ...optional('status', input.optionalNumber('status')),
      };
    case 'graph_error':
      return {
        kind,
        status: input.number('status'),
        code: input.text('code'),
        ...optional('message', input.optionalText('message')),
        ...headers(value),
        when,
      };
    case 'amend': {
      const { members } = value;
      if (members !== undefined && !isJsonObject(members)) {
        throw new InputError('members has to be an object.');
      }
      return {
        kind,
        ...optional('members', members),
        ...optional('remove', input.optionalWords('remove')),
        ...headers(value),
      };
    }
    case 'reset':
      return { kind, when };
    case 'hang':
      return { kind };
    case 'delay':
      return { kind, milliseconds: input.number('milliseconds'), when };
    case 'gate':
      return { kind, name: input.text('name'), when };
    case 'defect':
      return { kind, name: input.text('name') };
  }
}
