/** The dependencies of docs/architecture.md: a module imports only what its row says, and only by its public API. */
const modules = {
  common: [],
  config: ['common'],
  redis: ['common', 'config'],
  entra: ['common', 'config'],
  session: ['common', 'config', 'redis'],
  http: ['common', 'config', 'redis', 'session'],
  auth: ['common', 'config', 'entra', 'http', 'redis', 'session'],
  tokens: ['common', 'config', 'entra', 'redis', 'session', 'auth'],
  graph: ['common', 'config', 'http', 'redis', 'session', 'tokens'],
  mail: ['common', 'config', 'graph', 'http', 'redis', 'session', 'tokens'],
  people: ['common', 'config', 'graph', 'http', 'redis', 'session', 'tokens'],
  start: ['common', 'config', 'graph', 'http', 'session', 'auth', 'mail'],
  profile: ['common', 'config', 'graph', 'http', 'redis', 'session', 'tokens'],
  downstream: ['common', 'config', 'http', 'redis', 'session', 'tokens'],
  health: ['common', 'config', 'entra', 'http', 'redis'],
  telemetry: ['common', 'config', 'redis'],
  admin: ['common', 'config', 'redis', 'session', 'telemetry'],
  doctor: ['common', 'config', 'entra', 'redis', 'telemetry', 'tokens'],
  library: [
    ...['common', 'config', 'redis', 'entra', 'session', 'http', 'auth', 'tokens'],
    ...['mail', 'people', 'profile', 'start', 'downstream', 'health', 'telemetry'],
  ],
};
const names = Object.keys(modules).join('|');

const dependencies = Object.entries(modules).map(([module, allowed]) => ({
  name: `${module}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${module}/` },
  to: { path: '^src/', pathNot: [`^src/${module}/`, ...allowed.map((other) => `^src/${other}/`)] },
}));

/** Mail: what all features share at the bottom; a feature knows others by their public API only. */
const mailFeatures = {
  model: [],
  outside: [],
  html: ['model'],
  pictures: ['model', 'outside'],
  folders: ['model'],
  invitations: ['model'],
  changes: ['model'],
  settings: ['model', 'html'],
  messages: ['model', 'folders', 'html', 'invitations', 'pictures'],
  sending: ['model', 'folders', 'html'],
  drafts: ['model', 'html', 'sending'],
  notifications: ['folders'],
  senders: [],
  unsubscribe: ['model', 'messages', 'outside'],
};
const features = Object.keys(mailFeatures).join('|');

const mailRules = Object.entries(mailFeatures).map(([feature, allowed]) => ({
  name: `mail-${feature}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/mail/${feature}/` },
  to: { path: `^src/mail/`, pathNot: [`^src/mail/${feature}/`, ...allowed.map((other) => `^src/mail/${other}/`)] },
}));

/** The mail app: data below views, pages on top; nothing points upward, and views do not know each other. */
const webFolders = {
  client: [],
  'client-react': ['client'],
  texts: [],
  ui: ['client', 'texts'],
  platform: ['client', 'texts', 'ui'],
  mailbox: ['client', 'texts', 'ui', 'platform'],
  drafts: ['client', 'texts', 'ui', 'platform', 'mailbox'],
  mail: ['client', 'texts', 'ui', 'platform', 'mailbox', 'drafts'],
  compose: ['client', 'texts', 'ui', 'platform', 'mailbox', 'drafts'],
  account: ['client', 'texts', 'ui', 'platform', 'mailbox', 'drafts'],
  worker: ['platform'],
  app: [...['client', 'texts', 'ui', 'platform', 'mailbox', 'drafts'], ...['mail', 'compose', 'account', 'worker']],
};

const webRules = Object.entries(webFolders).map(([folder, allowed]) => ({
  name: `web-${folder}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^web/src/${folder}/` },
  to: { path: '^web/src/', pathNot: [`^web/src/${folder}/`, ...allowed.map((other) => `^web/src/${other}/`)] },
}));

/** The sandbox: what it knows at the bottom, then pages and tokens, its services above, its control on top. */
const sandboxFolders = {
  certificates: [],
  directory: [],
  control: [],
  tokens: ['directory'],
  pages: ['directory'],
  orders: [],
  graph: ['control', 'directory', 'tokens'],
  entra: ['control', 'directory', 'pages', 'tokens'],
  'control-api': ['control', 'directory', 'entra', 'graph', 'pages'],
  testing: ['directory'],
};

const sandboxRules = Object.entries(sandboxFolders).map(([folder, allowed]) => ({
  name: `sandbox-${folder}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^sandbox/src/${folder}/`, pathNot: '\\.spec\\.ts$' },
  to: {
    path: '^sandbox/src/[^/]+/',
    pathNot: [`^sandbox/src/${folder}/`, ...allowed.map((other) => `^sandbox/src/${other}/`)],
  },
}));

const owners = [
  ['@azure/msal-node', 'tokens'],
  ['ioredis|rate-limiter-flexible', 'redis'],
  ['passport(-azure-ad)?|@nestjs/passport', 'auth'],
  ['undici', 'downstream|graph|tokens|mail'],
  ['parse5|css-tree', 'mail'],
  ['yaml', 'config'],
  ['yazl', 'mail'],
  ['pino', 'common'],
  ['prom-client|@opentelemetry/.*', 'telemetry'],
];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { path: '^(src|sandbox|web)' }, to: { circular: true } },
    ...dependencies,
    ...mailRules,
    {
      name: 'mail-features-by-public-api',
      severity: 'error',
      from: { path: `^src/mail/(${features})/` },
      to: { path: `^src/mail/(${features})/.+`, pathNot: [`^src/mail/$1/`, `^src/mail/(${features})/index\\.ts$`] },
    },
    ...webRules,
    ...sandboxRules,
    {
      name: 'public-api-only',
      comment: 'Other modules are imported through their index.ts.',
      severity: 'error',
      from: { path: `^src/(${names})/` },
      to: { path: `^src/(${names})/.+`, pathNot: [`^src/$1/`, `^src/(${names})/index\\.ts$`] },
    },
    {
      name: 'composition-root-by-public-api',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: `^src/(${names})/.+`, pathNot: [`^src/(${names})/index\\.ts$`, '^src/http/open-api\\.ts$'] },
    },
    {
      name: 'src-knows-no-sandbox-web-or-test',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(sandbox|web|test|bench)/|@entra-mail-bff' },
    },
    {
      name: 'unit-tests-know-test-support-only',
      severity: 'error',
      from: { path: '^src/.*\\.spec\\.ts$' },
      to: { path: '^(sandbox|web|test|bench)/|@entra-mail-bff', pathNot: '^test/support/' },
    },
    { name: 'sandbox-knows-no-src', severity: 'error', from: { path: '^sandbox/' }, to: { path: '^(src|web|test)/' } },
    { name: 'web-knows-no-server', severity: 'error', from: { path: '^web/' }, to: { path: '^(src|sandbox|test)/' } },
    {
      name: 'only-open-api-loads-swagger',
      comment: 'It is as large as the framework; production does without.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/http/open-api\\.ts$' },
      to: { path: 'node_modules/@nestjs/swagger/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'open-api-when-wanted',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/http/open-api\\.ts$', dynamic: false },
    },
    ...owners.map(([library, module]) => ({
      name: `${module}-owns-${library}`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${module})/` },
      to: { path: `node_modules/(${library})/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^((sandbox|web|bench)/)?(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
