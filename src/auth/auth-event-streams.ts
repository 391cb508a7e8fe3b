import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { EventStream, OpenStreams } from '../http/index.js';
import { SessionWatch, type LiveSession } from '../session/index.js';

/** The open `/auth/events` streams of this replica: what happens to a session, as its watch reports it. */
@Injectable()
export class AuthEventStreams {
  readonly #streams = new OpenStreams();

  constructor(private readonly watch: SessionWatch) {}

  /** @throws Problem `throttled` */
  async open(session: LiveSession, reply: FastifyReply): Promise<void> {
    const { userTag } = session.reference;
    await this.#streams.add(userTag, () => {
      const stream = EventStream.open(reply, () => {
        stopWatching();
        this.#streams.remove(userTag, stream);
      });
      const permissionsChanged = (): void => {
        stream.send('permissions.changed', {});
      };
      const stopWatching = this.watch.watch(session, {
        permissionsChanged,
        replaced: permissionsChanged,
        expiring: (idleExpiresAt) => {
          stream.send('session.expiring', { expiresAt: new Date(idleExpiresAt).toISOString() });
        },
        continuedElsewhere: (foreign) => {
          stream.send('session.continued', foreign);
        },
        ended: (reason) => {
          if (reason !== 'proof_over' && reason !== 'stopping') {
            stream.send('session.ended', { reason });
          }
          stream.end();
        },
      });
      return Promise.resolve(stream);
    });
  }
}
