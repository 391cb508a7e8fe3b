import { uploadFile } from '../file-upload.js';
import { jsonOf, type Answer, type UserAgent } from '../user-agent.js';
import type { TestSystem } from '../test-system.js';
import type { Seen } from './seen.js';
import type { Playable } from './table.js';

const alice = 'alice@contoso.example';
const oneRange = 3_300_000;
const twoRanges = 6_000_000;
/** Around the sizes where one way of adding a file replaces the other. */
const sizes = [1, 2_097_151, 2_097_152, 2_900_000, 3_145_700, 3_145_728];
const put = { path: '/AttachmentSessions', method: 'PUT' } as const;

/** How the service gets a response of an upload session. */
export class UploadScenarios {
  #browser: UserAgent | undefined;

  constructor(private readonly system: TestSystem) {}

  async play(playable: Playable): Promise<Seen> {
    const { control } = this.system.sandbox;
    control.grantConsent(alice, ['User.Read', 'Mail.Read', 'Mail.ReadWrite']);
    this.#browser ??= await this.system.signedIn(alice);
    try {
      return await this.#run(playable);
    } finally {
      control.clearFaults();
    }
  }

  async #run(playable: Playable): Promise<Seen> {
    switch (playable.play.scenario) {
      case 'upload':
        return this.#upload(playable);
      case 'uploadVanishes':
        return this.#vanishes(playable);
      case 'uploadSizes':
        return this.#sizes();
      case 'uploadElsewhere':
        return this.#elsewhere();
      case 'uploadStateRefused':
        return this.#stateRefused();
      default:
        throw new RangeError(`no scenario ${playable.play.scenario}`);
    }
  }

  async #upload({ answer, play: { times, when } }: Playable): Promise<Seen> {
    const draft = await this.#draft();
    this.system.sandbox.control.answerWith({
      where: 'upload',
      match: put,
      answer,
      ...(times === undefined ? {} : { times }),
      ...(when === undefined ? {} : { when }),
    });
    return { answer: await this.#add(draft, oneRange) };
  }

  /** The response to the only range is 503, and then the session is gone; a file of that name exists already. */
  async #vanishes({ answer }: Playable): Promise<Seen> {
    const draft = await this.#draft();
    const older = jsonOf<{ id: string }>(await this.#add(draft, 1000)).id;
    const { control } = this.system.sandbox;
    control.answerWith({ where: 'upload', match: put, times: 1, answer: { status: 503 } });
    control.answerWith({ where: 'upload', match: put, answer });
    const seen = await this.#add(draft, oneRange);
    return { answer: seen, faults: seen.text.includes(older) ? ['the older file is reported as the new one'] : [] };
  }

  async #sizes(): Promise<Seen> {
    const draft = await this.#draft();
    const faults: string[] = [];
    let answer: Answer | undefined;
    for (const size of sizes) {
      answer = await this.#add(draft, size);
      const { size: reported } = answer.status === 201 ? jsonOf<{ size?: number }>(answer) : {};
      if (reported !== size) {
        faults.push(`${size} bytes: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    }
    return { answer: answer ?? never(), faults };
  }

  /** The bytes go to another origin, without the token. */
  async #elsewhere(): Promise<Seen> {
    const draft = await this.#draft();
    const { control, uploadsUrl, graphBaseUrl } = this.system.sandbox;
    control.clearRequests();
    const answer = await this.#add(draft, oneRange);
    const ranges = control.requests({ point: 'graph', method: 'PUT' });
    return {
      answer,
      faults: [
        ...(ranges.length === 0 ? ['no range was sent'] : []),
        ...(new URL(uploadsUrl).origin === new URL(graphBaseUrl).origin ? ['the origin is the same'] : []),
        ...ranges
          .filter(({ headers }) => 'authorization' in headers)
          .map(() => 'a range carries an Authorization header'),
      ],
    };
  }

  /** A range arrived and its response was lost; the position of the session is unknown. */
  async #stateRefused(): Promise<Seen> {
    const draft = await this.#draft();
    const { control } = this.system.sandbox;
    control.addFault({ point: 'graph', match: put, times: 1, action: { kind: 'reset', when: 'after' } });
    return { answer: await this.#add(draft, twoRanges) };
  }

  async #draft(): Promise<string> {
    const body = { subject: 'With files', body: { contentType: 'text', content: 'x' } };
    return jsonOf<{ id: string }>(await this.#signedInBrowser.xhr('POST', '/api/mail/drafts', body)).id;
  }

  get #signedInBrowser(): UserAgent {
    return this.#browser ?? never();
  }

  #add(draft: string, bytes: number): Promise<Answer> {
    return uploadFile({ browser: this.#signedInBrowser, origin: this.system.origin }, draft, bytes);
  }
}

function never(): never {
  throw new RangeError('no such thing');
}
