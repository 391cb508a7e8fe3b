import { setTimeout as pause } from 'node:timers/promises';

/** The throttled connection of a page, with counts of its traffic. Requests of a service worker are not counted. */
export class Line {
  #requests = [];
  #bytes = 0;
  #open = new Set();

  /** Without `speed` the line is as fast as the machine. */
  static async of(page, app, speed) {
    const line = new Line();
    line.app = app;
    line.devTools = await page.context().newCDPSession(page);
    await line.devTools.send('Network.enable');
    if (speed !== undefined) {
      const throughput = (speed.megabits * 1e6) / 8;
      await line.devTools.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: speed.latency,
        downloadThroughput: throughput,
        uploadThroughput: throughput,
      });
    }
    line.devTools.on('Network.requestWillBeSent', ({ requestId, request: { method, url } }) => {
      if (url.startsWith('http') && !/\/events(?:\?|$)/.test(url)) {
        line.#requests.push({ requestId, what: `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}` });
        line.#open.add(requestId);
      }
    });
    line.devTools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      line.#bytes += encodedDataLength;
      line.#open.delete(requestId);
    });
    line.devTools.on('Network.requestServedFromCache', ({ requestId }) => {
      line.#requests = line.#requests.filter((each) => each.requestId !== requestId);
      line.#open.delete(requestId);
    });
    line.devTools.on('Network.loadingFailed', ({ requestId }) => line.#open.delete(requestId));
    return line;
  }

  /** Clears the browser's cache, and what a service worker of the app has stored. */
  async forget() {
    await this.devTools.send('Network.clearBrowserCache');
    await this.devTools.send('Storage.clearDataForOrigin', {
      origin: this.app.origin,
      storageTypes: 'service_workers,cache_storage,indexeddb',
    });
  }

  /** The time until the result is visible, as `until` returns it or as measured here; requests, bytes, calls to Graph and CPU of the service until nothing follows. */
  async measure(act, until) {
    await this.quiet();
    await control(this.app.sandbox, 'clear-requests', {});
    this.#requests = [];
    this.#bytes = 0;
    const cpu = this.app.cpu();
    const startedAt = performance.now();
    await act();
    // A time that the page has measured itself excludes the overhead of controlling the browser.
    const inPage = await until();
    const milliseconds = typeof inPage === 'number' ? inPage : performance.now() - startedAt;
    await this.quiet();
    return {
      milliseconds,
      requests: this.#requests.length,
      kilobytes: this.#bytes / 1024,
      cpu: this.app.cpu() - cpu,
      ...(await graphCalls(this.app)),
      asked: this.#requests.map(({ what }) => what),
    };
  }

  /** Waits until nothing was requested for half a second. */
  async quiet() {
    for (let still = 0, before = this.#requests.length; still < 5; before = this.#requests.length) {
      await pause(100);
      still = this.#open.size === 0 && this.#requests.length === before ? still + 1 : 0;
    }
  }
}

/** Calls to Graph since the last `clear-requests`. A batch counts as one, and so does each poll of the event stream. */
async function graphCalls({ sandbox }) {
  const all = await control(sandbox, 'requests?point=graph');
  return { calls: all.length, paths: all.map(({ method, path }) => `${method} ${path}`) };
}

/** Sends a query, or with a body a command, to the sandbox's control API. */
export async function control(sandbox, name, body) {
  const response = await fetch(`${sandbox}/control/${name}`, {
    headers: { 'x-sandbox': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(`${name}: ${response.status} ${answer}`);
  }
  return answer === '' ? undefined : JSON.parse(answer);
}
