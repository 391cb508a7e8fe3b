import type { Answer, UserAgent } from './user-agent.js';

/** Adds a file of that name to a draft, as the page does: `xhr` sends JSON, this sends bytes, with the same cookies. */
export async function uploadFile(
  { browser, origin }: { readonly browser: UserAgent; readonly origin: string },
  draft: string,
  bytes: number,
  name = 'file.bin',
): Promise<Answer> {
  const query = new URLSearchParams({ name, contentType: 'application/octet-stream' });
  const url = new URL(`/api/mail/drafts/${encodeURIComponent(draft)}/attachments?${query.toString()}`, origin);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      cookie: browser.cookies.header(url, () => true),
      'x-csrf': '1',
      origin,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/octet-stream',
    },
    body: Buffer.alloc(bytes, 'x'),
  });
  return { url, status: response.status, headers: response.headers, text: await response.text() };
}
