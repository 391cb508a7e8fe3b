const headEnd = Buffer.from('\r\n\r\n');

/** Splits a stream of responses, by their length or, for chunked bodies, at the last chunk. */
export class ResponseReader {
  #buffered = Buffer.alloc(0);
  #left = 0;
  #isChunked = false;
  #answer;

  constructor(onAnswer, { keepsBody = false } = {}) {
    this.onAnswer = onAnswer;
    this.keepsBody = keepsBody;
  }

  push(data) {
    if (this.#left > 0 && data.length <= this.#left && !this.keepsBody) {
      this.#take(data.length);
      return;
    }
    this.#buffered = this.#buffered.length === 0 ? data : Buffer.concat([this.#buffered, data]);
    let isStepped = true;
    while (isStepped) {
      isStepped = this.#step();
    }
  }

  #step() {
    if (this.#answer === undefined) {
      const end = this.#buffered.indexOf(headEnd);
      if (end === -1) {
        return false;
      }
      this.#begin(this.#buffered.latin1Slice(0, end));
      // Chunks are separated by the line end before them.
      this.#buffered = this.#buffered.subarray(end + (this.#isChunked ? 2 : headEnd.length));
      if (this.#left === 0 && !this.#isChunked) {
        this.#finish();
        return true;
      }
    }
    return this.#isChunked ? this.#readChunks() : this.#readBody();
  }

  #begin(head) {
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#isChunked = length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head);
    this.#left = Number(length ?? 0);
    this.#answer = { status: Number(head.slice(9, 12)), head, bytes: 0, body: [] };
  }

  #readBody() {
    const piece = this.#buffered.subarray(0, this.#left);
    this.#buffered = this.#buffered.subarray(piece.length);
    if (this.keepsBody) {
      this.#answer.body.push(piece);
    }
    this.#take(piece.length);
    return this.#answer === undefined && this.#buffered.length > 0;
  }

  /** Extracts the content of a chunked body only when the caller needs it. */
  #readChunks() {
    const end = this.#buffered.indexOf('\r\n0\r\n\r\n');
    if (end === -1) {
      return false;
    }
    this.#answer.bytes += end;
    this.#answer.body.push(dechunked(this.#buffered.subarray(2, end + 2), this.keepsBody));
    this.#buffered = this.#buffered.subarray(end + 7);
    this.#finish();
    return this.#buffered.length > 0;
  }

  #take(bytes) {
    this.#answer.bytes += bytes;
    this.#left -= bytes;
    if (this.#left === 0) {
      this.#finish();
    }
  }

  #finish() {
    const answer = this.#answer;
    this.#answer = undefined;
    this.onAnswer({ ...answer, body: Buffer.concat(answer.body) });
  }
}

function dechunked(chunks, isWanted) {
  const pieces = [];
  for (let at = 0; isWanted && at < chunks.length;) {
    const lineEnd = chunks.indexOf('\r\n', at);
    const size = Number.parseInt(chunks.latin1Slice(at, lineEnd), 16);
    pieces.push(chunks.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(pieces);
}
