import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { LiveSession } from '../session/index.js';
import { getPhoto, GraphClient, type GraphStream, GraphProblem } from '../graph/index.js';
import type { Profile } from './profile.js';

const read = { method: 'GET', permissions: ['profile.read'] } as const;
const path = '/me?$select=id,displayName,mail,userPrincipalName,jobTitle';

const userSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  jobTitle: z.string().nullish(),
});

@Injectable()
export class ProfileReader {
  constructor(private readonly graph: GraphClient) {}

  async get(session: LiveSession): Promise<Profile> {
    const { data, error } = userSchema.safeParse(
      await this.graph.json(session, { ...read, operation: 'get profile', path, isOutsideMailbox: true }),
    );
    if (data === undefined) {
      throw new GraphProblem('graph_error', { cause: error });
    }
    const { id, displayName = null, mail = null, userPrincipalName = null, jobTitle = null } = data;
    return { id, displayName, mail, userPrincipalName, jobTitle };
  }

  /** A user without a mailbox has no photo either; both are returned as absent. */
  photo(session: LiveSession): Promise<GraphStream> {
    return getPhoto(this.graph, session, { ...read, operation: 'get photo', path: '/me/photo/$value' });
  }
}
