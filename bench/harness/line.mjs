import { setTimeout as pause } from 'node:timers/promises';

/** The line of a page, slowed down, with what has gone over it. Nothing that a service worker asks for is seen. */
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

  /** What the browser has in its cache, and what a service worker of the app has kept. */
  async forget() {
    await this.devTools.send('Network.clearBrowserCache');
    await this.devTools.send('Storage.clearDataForOrigin', {
      origin: this.app.origin,
      storageTypes: 'service_workers,cache_storage,indexeddb',
    });
  }

  /** The time until it is there, as `until` tells or as it takes; requests, bytes, calls of Graph and CPU of the service until nothing more comes of it. */
  async measure(act, until) {
    await this.quiet();
    await control(this.app.sandbox, 'clear-requests', {});
    this.#requests = [];
    this.#bytes = 0;
    const cpu = this.app.cpu();
    const begun = performance.now();
    await act();
    // What the page has measured itself is without the time that the browser's remote control takes.
    const inPage = await until();
    const milliseconds = typeof inPage === 'number' ? inPage : performance.now() - begun;
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

  /** Until nothing has been asked for in half a second. */
  async quiet() {
    for (let still = 0, before = this.#requests.length; still < 5; before = this.#requests.length) {
      await pause(100);
      still = this.#open.size === 0 && this.#requests.length === before ? still + 1 : 0;
    }
  }
}

/** Calls of Graph since the last `clear-requests`; a batch is one, and so is each look of the event stream at the mailbox. */
async function graphCalls({ sandbox }) {
  const all = await control(sandbox, 'requests?point=graph');
  return { calls: all.length, paths: all.map(({ method, path }) => `${method} ${path}`) };
}

/** A question, or with a body a command, to the sandbox's control API. */
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
