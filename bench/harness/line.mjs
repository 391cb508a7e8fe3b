/** The line of a page, slowed down, with what has gone over it. */
export class Line {
  #requests = 0;
  #bytes = 0;
  #open = new Set();

  static async of(page, sandbox, { megabits, latency }) {
    const line = new Line();
    line.sandbox = sandbox;
    line.devTools = await page.context().newCDPSession(page);
    await line.devTools.send('Network.enable');
    const throughput = (megabits * 1e6) / 8;
    await line.devTools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
    line.devTools.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      if (request.url.startsWith('http') && type !== 'EventSource' && !request.url.endsWith('/events')) {
        line.#requests++;
        line.#open.add(requestId);
      }
    });
    line.devTools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      line.#bytes += encodedDataLength;
      line.#open.delete(requestId);
    });
    line.devTools.on('Network.requestServedFromCache', ({ requestId }) => {
      line.#requests -= line.#open.delete(requestId) ? 1 : 0;
    });
    line.devTools.on('Network.loadingFailed', ({ requestId }) => line.#open.delete(requestId));
    return line;
  }

  /** What the browser has in its cache. */
  async forget() {
    await this.devTools.send('Network.clearBrowserCache');
  }

  /** The time until it is there; requests, bytes and calls until nothing more comes of it. */
  async measure(act, until) {
    await this.quiet();
    const calls = await this.#graphCalls();
    this.#requests = 0;
    this.#bytes = 0;
    const begun = performance.now();
    await act();
    await until();
    const milliseconds = performance.now() - begun;
    await this.quiet();
    return {
      milliseconds,
      requests: this.#requests,
      kilobytes: this.#bytes / 1024,
      calls: (await this.#graphCalls()) - calls,
    };
  }

  /** Until nothing has been asked for in half a second. */
  async quiet() {
    for (let still = 0, before = this.#requests; still < 5; before = this.#requests) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      still = this.#open.size === 0 && this.#requests === before ? still + 1 : 0;
    }
  }

  async #graphCalls() {
    return (await control(this.sandbox, 'requests?point=graph')).length;
  }
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
