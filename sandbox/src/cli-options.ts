import type { SandboxOptions } from './options.js';

export const usage = `Usage: entra-sandbox [options]        starts the emulator; Ctrl+C stops it
       entra-sandbox ca [folder]      creates or loads the certificate authority, and prints the file of its certificate

  --port <number>            first of five consecutive ports (4010); 0: any free ports
  --registrations <file>     app registrations, a JSON list; default: one app of each kind
  --host <address>           address to listen on (127.0.0.1)
  --name <name>              host name of the https listeners for clients (localhost)
  --ca <folder>              of the certificate authority (~/.cache/entra-sandbox)
  --json                     prints one line of JSON instead of a table
  --version, --help
`;

export interface CliOptions {
  readonly sandbox: Pick<
    SandboxOptions,
    'host' | 'authorityName' | 'pagesPort' | 'authorityPort' | 'graphPort' | 'uploadsPort' | 'ordersPort'
  >;
  readonly registrations: string | undefined;
  readonly ca: string | undefined;
  readonly isJson: boolean;
}

export interface ParsedArguments {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly name?: string | undefined;
  readonly registrations?: string | undefined;
  readonly ca?: string | undefined;
  readonly json?: boolean | undefined;
}

const firstPort = 4010;
const lastPort = 65_535;
const portsNeeded = 5;

/** Throws `RangeError` for an invalid port. */
export function optionsFromArguments(given: ParsedArguments): CliOptions {
  const first = given.port === undefined ? firstPort : Number(given.port);
  if (!Number.isInteger(first) || first < 0 || first > lastPort - portsNeeded + 1) {
    throw new RangeError(`--port ${String(given.port)} is not a port.`);
  }
  const port = (place: number): number => (first === 0 ? 0 : first + place);
  return {
    sandbox: {
      pagesPort: port(0),
      authorityPort: port(1),
      graphPort: port(2),
      uploadsPort: port(3),
      ordersPort: port(4),
      ...(given.host === undefined ? {} : { host: given.host }),
      ...(given.name === undefined ? {} : { authorityName: given.name }),
    },
    registrations: given.registrations,
    ca: given.ca,
    isJson: given.json === true,
  };
}
