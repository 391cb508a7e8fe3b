import { answerPoints, type RecordedAnswer } from '../control/index.js';
import { Input, InputError, isJsonObject } from './input.js';
import { readStrings } from './read-fault.js';

/** Reads a recorded response from JSON. */
export function readRecordedAnswer(value: unknown): RecordedAnswer {
  if (!isJsonObject(value) || !isJsonObject(value['answer'])) {
    throw new InputError('A recorded answer is an object with where and answer.');
  }
  const input = new Input(value);
  const answer = value['answer'];
  const times = input.optionalNumber('times');
  return {
    where: input.choice('where', answerPoints, 'graph'),
    when: input.choice('when', ['before', 'after'], 'before'),
    ...(value['match'] === undefined ? {} : { match: readStrings(value['match'], 'match') }),
    ...(times === undefined ? {} : { times }),
    answer: {
      status: new Input(answer).number('status'),
      ...(answer['headers'] === undefined ? {} : { headers: readStrings(answer['headers'], 'headers') }),
      ...(answer['body'] === undefined ? {} : { body: answer['body'] }),
    },
  };
}
