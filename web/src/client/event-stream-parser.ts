export interface ServerEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** The line grammar of text/event-stream. The text is fed as it arrives. */
export class EventStreamParser {
  #buffer = '';
  #type = '';
  #data: string[] = [];
  lastEventId: string | undefined;
  /** The delay before a reconnection that the server requested. */
  retryMs: number | undefined;

  /** Drops an incomplete event after a broken connection; the last id and the delay stay. */
  reset(): void {
    this.#buffer = '';
    this.#type = '';
    this.#data = [];
  }

  push(text: string): ServerEvent[] {
    this.#buffer += text;
    const events: ServerEvent[] = [];
    // A trailing CR may be the first half of CRLF: it waits for the next chunk.
    for (let end = this.#nextLineEnd(); end !== undefined; end = this.#nextLineEnd()) {
      const line = this.#buffer.slice(0, end.at);
      this.#buffer = this.#buffer.slice(end.at + end.length);
      const event = this.#line(line);
      if (event !== undefined) {
        events.push(event);
      }
    }
    return events;
  }

  #nextLineEnd(): { at: number; length: number } | undefined {
    const match = /\r\n|\n|\r(?!$)/.exec(this.#buffer);
    return match === null ? undefined : { at: match.index, length: match[0].length };
  }

  #line(line: string): ServerEvent | undefined {
    if (line === '') {
      return this.#dispatch();
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      return undefined;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#type = value;
    }
    if (field === 'data') {
      this.#data.push(value);
    }
    if (field === 'id' && !value.includes('\0')) {
      this.lastEventId = value;
    }
    if (field === 'retry' && /^\d+$/.test(value)) {
      this.retryMs = Number(value);
    }
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const event = { type: this.#type || 'message', data: this.#data.join('\n'), id: this.lastEventId };
    const isEmpty = this.#data.length === 0 && this.#type === '';
    this.#type = '';
    this.#data = [];
    return isEmpty ? undefined : event;
  }
}
