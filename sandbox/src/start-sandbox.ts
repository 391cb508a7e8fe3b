import {
  type CertificateAuthority,
  createCertificateAuthority,
  issueServerCertificate,
  openCertificateAuthority,
} from './certificates/index.js';
import { AdjustableClock } from './clock.js';
import { controlRoutes } from './control-api/index.js';
import { RequestLog, ScriptedFaults } from './control/index.js';
import { Consents, ordersResourceId, PermissionCatalog, Policies, SeededDirectory } from './directory/index.js';
import { authorityRoutes, BrowserSessions, type EntraContext, pageRoutes } from './entra/index.js';
import { graphPlugin } from './graph/index.js';
import { Listener } from './listener.js';
import { ordersPlugin } from './orders/index.js';
import { registrationsOf, type SandboxOptions } from './options.js';
import { SandboxControl } from './sandbox-control.js';
import { AccessTokens, AuthorizationCodes, DeviceCodes, RefreshTokens, SigningKeys } from './tokens/index.js';

export interface Sandbox {
  /** `https://localhost:4011`; for ENTRA_AUTHORITY_HOST. */
  readonly authorityHost: string;
  /** `https://localhost:4012/v1.0`; for GRAPH_BASE_URL. */
  readonly graphBaseUrl: string;
  /** `https://localhost:4013`: receives the bytes of large attachments. */
  readonly uploadsUrl: string;
  /** `https://localhost:4014/v1`: the organization's own API, a different resource than Graph. */
  readonly ordersUrl: string;
  /** `http://127.0.0.1:4010`: the pages, for the browser. */
  readonly pagesUrl: string;
  /** For NODE_EXTRA_CA_CERTS, or the `ca` of a client. */
  readonly caPem: string;
  /** The file with it; undefined when the authority is in memory only. */
  readonly caFile: string | undefined;
  readonly control: SandboxControl;
  close(): Promise<void>;
}

function authorityOf(options: SandboxOptions): Promise<CertificateAuthority & { readonly file?: string }> {
  return options.caFolder === undefined ? createCertificateAuthority() : openCertificateAuthority(options.caFolder);
}

/** Starts the local Entra and Graph: pages over http, and endpoints for clients over https. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const name = options.authorityName ?? 'localhost';
  const [ca, keys] = await Promise.all([authorityOf(options), SigningKeys.create()]);
  const certificate = await issueServerCertificate(ca, [name]);
  const pages = new Listener();
  const authority = new Listener(certificate);
  const graph = new Listener(certificate);
  const uploads = new Listener(certificate);
  const orders = new Listener(certificate);
  const clock = new AdjustableClock();
  const directory = new SeededDirectory();
  const registrations = registrationsOf(options);
  const entra: EntraContext = {
    clock,
    directory,
    keys,
    consents: new Consents(),
    policies: new Policies(),
    codes: new AuthorizationCodes(clock),
    deviceCodes: new DeviceCodes(clock),
    refreshTokens: new RefreshTokens(clock),
    accessTokens: new AccessTokens({
      keys,
      clock,
      directory,
      registrations,
      authorityOrigin: () => `https://${name}:${authority.port}`,
    }),
    sessions: new BrowserSessions(),
    faults: new ScriptedFaults(),
    requests: new RequestLog(),
    authorityOrigin: () => `https://${name}:${authority.port}`,
    graphOrigin: () => `https://${name}:${graph.port}`,
    pagesOrigin: () => options.pagesUrl ?? `http://127.0.0.1:${pages.port}`,
    registrations,
    permissions: new PermissionCatalog(registrations),
  };
  // Uploads also have another host name than Graph where possible: clients decide by the host name who gets the token.
  const uploadsName = name === 'localhost' ? '127.0.0.1' : name;
  const uploadsUrl = (): string => `https://${uploadsName}:${uploads.port}`;
  const graphApp = graphPlugin({
    directory: { users: () => directory.users },
    accessTokens: entra.accessTokens,
    faults: entra.faults,
    clock,
    record: (request) => {
      entra.requests.record(request);
    },
    baseUrl: entra.graphOrigin,
    uploadsUrl,
    authorizationUri: () => `${entra.pagesOrigin()}/common/oauth2/v2.0/authorize`,
  });
  const ordersUrl = (): string => `https://${name}:${orders.port}/v1`;
  const ordersApp = ordersPlugin({
    accessTokens: entra.accessTokens.verifierOf(ordersResourceId),
    faults: entra.faults,
    now: () => clock.now(),
    record: (request) => {
      entra.requests.record(request);
    },
    url: ordersUrl,
  });
  const control = new SandboxControl(entra, graphApp.control);
  pages.app.register(pageRoutes(entra));
  pages.app.register(controlRoutes(control, entra.pagesOrigin));
  authority.app.register(authorityRoutes(entra));
  // Upload URLs are on another origin than Graph, as Outlook's own are: they are called without a token.
  uploads.app.register(graphApp.uploads, { prefix: '/api/gv1.0' });
  graph.app.register(graphApp, { prefix: '/v1.0' });
  orders.app.register(ordersApp, { prefix: '/v1' });
  await Promise.all([
    pages.listen(options.pagesPort ?? 0, host),
    authority.listen(options.authorityPort ?? 0, host),
    graph.listen(options.graphPort ?? 0, host),
    uploads.listen(options.uploadsPort ?? 0, host),
    orders.listen(options.ordersPort ?? 0, host),
  ]);
  return {
    authorityHost: entra.authorityOrigin(),
    graphBaseUrl: `${entra.graphOrigin()}/v1.0`,
    uploadsUrl: uploadsUrl(),
    ordersUrl: ordersUrl(),
    pagesUrl: entra.pagesOrigin(),
    caPem: ca.certificatePem,
    caFile: ca.file,
    control,
    close: async () => {
      entra.faults.reset();
      await Promise.all([pages.close(), authority.close(), graph.close(), uploads.close(), orders.close()]);
    },
  };
}
