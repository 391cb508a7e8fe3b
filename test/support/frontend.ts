import { Secret } from '../../src/common/index.js';
import { Frontends, type EntraConfig, type Frontend } from '../../src/config/index.js';

export const clientId = '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11';

/** A frontend as the settings make one. */
export function frontendWith({
  entra,
  ...changes
}: Partial<Omit<Frontend, 'entra'>> & { readonly entra?: Partial<EntraConfig> } = {}): Frontend {
  return {
    name: 'default',
    origin: 'https://mail.example',
    authErrorPath: '/',
    webRoot: undefined,
    hstsIncludesSubdomains: false,
    contentSources: { connect: [], script: [], img: [], font: [] },
    ...changes,
    entra: {
      authorityHost: 'https://login.example',
      tenant: 'common',
      clientId,
      credential: { kind: 'secret', secret: new Secret('a-secret') },
      allowedTenants: undefined,
      allowPersonalAccounts: true,
      initialPermissions: ['profile.read', 'mail.read'],
      ...entra,
    },
  };
}

/** The only frontend of a configuration without `FRONTENDS_FILE`. */
export const theFrontend = frontendWith();
export const oneFrontend = new Frontends([theFrontend]);
