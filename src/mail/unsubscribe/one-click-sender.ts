/** The request to a list that a user leaves. Never connects to an address that is not public. */
export abstract class OneClickSender {
  /** One POST by RFC 8058 §3.1, no redirects. The status of the response; its body is not read. */
  abstract post(url: URL, signal: AbortSignal): Promise<number>;
  abstract close(): Promise<void>;
}
