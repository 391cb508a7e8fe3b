import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';

import { Problem, type SchemaIssue } from '../common/index.js';

class InvalidArgument extends Error {
  constructor(readonly issues: readonly SchemaIssue[]) {
    super('an argument does not fit its schema');
  }
}

/** Holds every argument of a route against its schema; what is wrong is told by its name, also when it is a single value. */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new InvalidArgument(issues) });
  }

  /** Nest brings every argument here, also the session of each request, which has no schema. */
  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.schema === undefined) {
      return Promise.resolve(value);
    }
    return super.transform(value, metadata).catch((error: unknown) => {
      throw error instanceof InvalidArgument ? problemOf(error, metadata) : error;
    });
  }
}

function problemOf({ issues }: InvalidArgument, { data }: ArgumentMetadata): Problem {
  const name = data === undefined ? [] : [data];
  return Problem.invalidRequest(issues.map(({ path = [], message }) => ({ path: [...name, ...path], message })));
}
