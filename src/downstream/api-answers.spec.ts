import type { FastifyReply } from 'fastify';

import { liveSession } from '../../test/support/mail-session.js';
import type { ApiConfig } from '../config/index.js';
import type { SessionWatch } from '../session/index.js';
import { ApiAnswers, type AskedAnswer } from './api-answers.js';

type SessionWatcher = Parameters<SessionWatch['watch']>[1];

describe('an answer without a limit of time', () => {
  it.each([
    ['of events ends with the proof of the device', 'text/event-stream', false],
    ['that is a download outlives it', 'application/zip', true],
  ])('%s', (_, type, outlivesProof) => {
    const watchers: SessionWatcher[] = [];
    const watch = {
      watch: (_session: unknown, watcher: SessionWatcher) => {
        watchers.push(watcher);
        return () => undefined;
      },
    } as unknown as SessionWatch;
    const relay = { onClose: () => undefined, relayTo: () => undefined };
    const answer = { status: 200, headers: { 'content-type': type }, relay, asked: '/' } as unknown as AskedAnswer;
    const reply = { raw: { writeHead: () => undefined }, getHeaders: () => ({}), hijack: () => undefined };
    const api = { name: 'orders', timeoutSeconds: 0, answerHeaders: [] } as unknown as ApiConfig;

    new ApiAnswers(watch).relay(api, liveSession(), answer, reply as unknown as FastifyReply);

    expect(watchers).toEqual([expect.objectContaining({ outlivesProof })]);
  });
});
