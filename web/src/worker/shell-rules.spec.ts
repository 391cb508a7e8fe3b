import { answerTo, cacheOf, cachesOfOthers, cachesTooMany, isPageOf, newestFirst } from './shell-rules.js';

const ORIGIN = 'https://mail.example';
const request = { method: 'GET', mode: 'cors', destination: '', url: `${ORIGIN}/`, isPartial: false };

describe('the worker', () => {
  it.each(['/', '/mail/inbox', '/mail/inbox/AAMk%3D?filter=unread', '/compose?draft=1', '/settings'])(
    'responds to a visit to %s, a route inside the app',
    (path) => {
      expect(answerTo({ ...request, mode: 'navigate', destination: 'document', url: ORIGIN + path }, ORIGIN)).toBe(
        'page',
      );
    },
  );

  it.each([
    '/auth/login?returnTo=%2Fmail%2Finbox',
    '/auth/callback?code=1&state=2',
    '/auth/interactions/ticket',
    '/auth/admin-consent/callback',
    '/api/docs',
    '/health/ready',
    '/mail/inbox/x/y',
    '/somewhere',
    '/mail/%E0%A4%A',
  ])('does not respond to a visit to %s', (path) => {
    expect(answerTo({ ...request, mode: 'navigate', destination: 'document', url: ORIGIN + path }, ORIGIN)).toBe(
      'none',
    );
  });

  it.each([
    ['mail', { url: `${ORIGIN}/api/mail/messages` }],
    ['an event stream', { url: `${ORIGIN}/api/mail/events` }],
    ['an upload', { method: 'PUT', url: `${ORIGIN}/api/mail/drafts/1/attachments` }],
    ['a form', { method: 'POST', mode: 'navigate', url: `${ORIGIN}/mail/inbox` }],
    ['a range of a file', { destination: 'script', url: `${ORIGIN}/assets/a-12345678.js`, isPartial: true }],
    ['a request to another origin', { destination: 'image', url: 'https://elsewhere.example/a.png' }],
    ['a script of the API reference', { destination: 'script', url: `${ORIGIN}/api/docs/reference.js` }],
    ['a style of the API reference', { destination: 'style', url: `${ORIGIN}/api/docs/reference.css` }],
    ['a picture behind the session', { destination: 'image', url: `${ORIGIN}/api/mail/people/photo` }],
    ['a picture of a sign-in', { destination: 'image', url: `${ORIGIN}/auth/logo.png` }],
    ['a picture below /health', { destination: 'image', url: `${ORIGIN}/health/live` }],
    ['the manifest', { destination: 'manifest', url: `${ORIGIN}/manifest.webmanifest` }],
  ])('does not respond to %s', (_, change) => {
    expect(answerTo({ ...request, ...change }, ORIGIN)).toBe('none');
  });

  it.each([
    ['script', 'versioned'],
    ['style', 'versioned'],
    ['image', 'file'],
  ])('has a %s of the app: %s', (destination, answer) => {
    expect(answerTo({ ...request, destination }, ORIGIN)).toBe(answer);
  });
});

describe('versions of the app', () => {
  const names = ['app 1', 'another', 'app 2', 'app 3'];

  it('are tried from the newest', () => {
    expect(newestFirst(names)).toEqual(['app 3', 'app 2', 'app 1']);
  });

  it('stay while a tab may use one of them, up to four', () => {
    expect(cachesTooMany([...names, 'app 4'])).toEqual([]);
    expect(cachesTooMany([...names, 'app 4', 'app 5', 'app 6'])).toEqual(['app 2', 'app 1']);
  });

  it('are deleted when another takes over, and nothing else of the origin', () => {
    expect(cachesOfOthers(names, '2')).toEqual(['app 3', 'app 1']);
    expect(cacheOf('2')).toBe('app 2');
  });

  it('are not mixed: the page must begin with its own script', () => {
    const page = '<script type="module" src="/assets/index-AAAAAAAA.js"></script>';
    expect([isPageOf(page, '/assets/index-AAAAAAAA.js'), isPageOf(page, '/assets/index-BBBBBBBB.js')]).toEqual([
      true,
      false,
    ]);
  });
});
