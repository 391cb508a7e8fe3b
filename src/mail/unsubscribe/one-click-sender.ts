/** How a list is told that somebody leaves it. Never connects to an address that is not public. */
export abstract class OneClickSender {
  /** One POST as RFC 8058 §3.1 has it, no redirects. The status of the answer; its body is not read. */
  abstract post(url: URL, signal: AbortSignal): Promise<number>;
  abstract close(): Promise<void>;
}
