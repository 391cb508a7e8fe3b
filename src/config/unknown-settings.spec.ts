import { unknownSettings } from './unknown-settings.js';

describe('an unknown variable that is named like a setting', () => {
  it.each([
    ['ENTRA_TENNANT', 'ENTRA_TENANT'],
    ['ENTRA_TENANT_ID', 'ENTRA_TENANT'],
    ['ENTRA_CLIENTID', 'ENTRA_CLIENT_ID'],
    ['ENTRA_CLIENT_SECERT_FILE', 'ENTRA_CLIENT_SECRET_FILE'],
    ['GRAPH_BASEURL', 'GRAPH_BASE_URL'],
    ['REDIS_URI', 'REDIS_URL'],
    ['REDIS_CLUSTER_NODE', 'REDIS_CLUSTER_NODES'],
    ['REDIS_TLS_SERVER_NAME', 'REDIS_TLS_SERVERNAME'],
    ['SESSION_IDLE_TIMEOUT', 'SESSION_IDLE_TIMEOUT_SECONDS'],
    ['SESSION_CLAIM', 'SESSION_CLAIMS'],
    ['DEVICE_BINDINGS', 'DEVICE_BINDING'],
  ])('%s is refused, and %s is named', (name, meant) => {
    expect(unknownSettings({ [name]: 'not to be echoed' })).toEqual([
      `${name} is not a setting; ${meant} was probably meant`,
    ]);
  });

  it.each([
    ['ENTRA_TENANT', 'common'],
    ['ENTRA_CLIENT_SECRET_FILE', '/run/secret'],
    ['ENTRA_TENNANT', ''],
    ['ENTRA_TENNANT', undefined],
    ['ENTRANCE', 'x'],
    ['MY_REDIS_URI', 'x'],
    ['SESSION_MANAGER', 'local/host:@/ICE-unix/1'],
    ['REDIS_SERVICE_HOST', '10.0.0.1'],
    ['REDIS_MASTER_SERVICE_PORT_TCP_REDIS', '6379'],
    ['REDIS_PORT', 'tcp://10.0.0.1:6379'],
    ['REDIS_PORT_6379_TCP_ADDR', '10.0.0.1'],
  ])('%s=%s is not refused', (name, value) => {
    expect(unknownSettings({ [name]: value })).toEqual([]);
  });

  it('is refused also when only its value looks like what Kubernetes adds', () => {
    expect(unknownSettings({ REDIS_PORT: '6379' })).toHaveLength(1);
  });
});
