/**
 * Where Outlook takes the bytes of large attachments, by the end of the name: the global cloud's outlook.office.com and
 * outlook.office365.com, and those of the national clouds.
 */
const outlookHosts = [
  '.office.com',
  '.office365.com',
  '.office365.us',
  '.office.de',
  '.partner.outlook.cn',
  '.outlook.com',
];
const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether bytes may go to an address that Graph gave. It is Outlook's, or of Graph's own host; loopback only where Graph is on
 * loopback itself, so that an answer can never turn uploads to a place inside our network.
 */
export function isUploadAddress(url: URL, graph: URL): boolean {
  const isLocal = loopbackHosts.has(url.hostname);
  if (isLocal) {
    return loopbackHosts.has(graph.hostname) && (url.protocol === 'https:' || url.protocol === 'http:');
  }
  const isKnown = url.hostname === graph.hostname || outlookHosts.some((host) => `.${url.hostname}`.endsWith(host));
  return url.protocol === 'https:' && isKnown && url.username === '' && url.password === '';
}
