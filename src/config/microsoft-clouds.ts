/** A Microsoft cloud: the hosts of its authority and of its Graph. */
export interface Cloud {
  readonly name: string;
  /** The first is the one to configure; the others are aliases, which do not name themselves in their documents. */
  readonly authorities: readonly [string, ...string[]];
  readonly graphs: readonly string[];
  /** Whether Graph has `permanentDelete` there. */
  readonly hasPermanentDelete: boolean;
}

/**
 * Sources: https://login.microsoftonline.com/common/discovery/instance?api-version=1.1 (built into MSAL), "National
 * clouds" (learn.microsoft.com/entra/identity-platform/authentication-national-cloud), "Microsoft Graph national cloud
 * deployments" (learn.microsoft.com/graph/deployments), and "message: permanentDelete".
 */
const clouds: readonly Cloud[] = [
  {
    name: 'the global cloud',
    authorities: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    graphs: ['graph.microsoft.com'],
    hasPermanentDelete: true,
  },
  {
    name: 'the cloud in China, operated by 21Vianet',
    authorities: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn', 'sts.chinacloudapi.cn'],
    graphs: ['microsoftgraph.chinacloudapi.cn'],
    hasPermanentDelete: false,
  },
  {
    name: 'the cloud for the US government',
    authorities: ['login.microsoftonline.us', 'login.usgovcloudapi.net', 'login-us.microsoftonline.com'],
    graphs: ['graph.microsoft.us', 'dod-graph.microsoft.us'],
    hasPermanentDelete: false,
  },
  {
    name: 'the former cloud in Germany',
    authorities: ['login.microsoftonline.de'],
    graphs: ['graph.microsoft.de'],
    hasPermanentDelete: false,
  },
];

/** The cloud of the authority at `origin`; undefined for a host that is not Microsoft's. */
export function cloudOfAuthority(origin: string): Cloud | undefined {
  const { protocol, host } = new URL(origin);
  return protocol === 'https:' ? clouds.find(({ authorities }) => authorities.includes(host)) : undefined;
}

/** The cloud of this Graph; undefined for a host that is not Microsoft's. */
export function cloudOfGraph(url: string): Cloud | undefined {
  const { host } = new URL(url);
  return clouds.find(({ graphs }) => graphs.includes(host));
}

/** The faults of an authority and a Graph that do not belong together, or have another name; each with its fix. */
export function cloudProblems(authorityHost: string, graphBaseUrl: string): string[] {
  const [authority, graph] = [cloudOfAuthority(authorityHost), cloudOfGraph(graphBaseUrl)];
  const problems: string[] = [];
  if (authority !== undefined && new URL(authorityHost).host !== authority.authorities[0]) {
    const { host } = new URL(authorityHost);
    problems.push(
      `ENTRA_AUTHORITY_HOST names an alias (${host}) of ${authority.name}; write https://${authority.authorities[0]}`,
    );
  }
  if (authority !== undefined && graph !== undefined && authority !== graph) {
    problems.push(
      `GRAPH_BASE_URL is in ${graph.name} and ENTRA_AUTHORITY_HOST in ${authority.name}; use https://${authority.graphs[0] ?? ''}/v1.0, or the authority of the other cloud`,
    );
  }
  return problems;
}
