import type { paths } from './schema.gen.js';

type WithoutCsrf<Headers> = Omit<NonNullable<Headers>, 'X-CSRF'>;

type OwnParameters<Parameters> = Parameters extends { header: infer Headers }
  ? Omit<Parameters, 'header'> & { header?: WithoutCsrf<Headers> }
  : Parameters;

type OwnOperation<Operation> = Operation extends { parameters: infer Parameters }
  ? Omit<Operation, 'parameters'> & { parameters: OwnParameters<Parameters> }
  : Operation;

/** The paths as a caller sees them: every operation requires the CSRF header, which the client adds by itself. */
export type ClientPaths = {
  [Path in keyof paths]: { [Method in keyof paths[Path]]: OwnOperation<paths[Path][Method]> };
};
