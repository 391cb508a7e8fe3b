import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { missingProofs, noProofs } from '../../test/support/device-proofs.js';
import { executionContextOf } from '../../test/support/execution-context.js';
import { oneFrontend } from '../../test/support/frontend.js';
import { liveSession, personalSession } from '../../test/support/mail-session.js';
import { ownPermissions, type AppConfig } from '../config/index.js';
import type { LiveSession, SessionStore } from '../session/index.js';
import { InteractionGuard, consumedInteraction } from './interaction.guard.js';
import type { Interaction, InteractionStore } from './interaction-store.js';
import { SignInFailure } from './sign-in-failure.js';
import type { StrategyTask } from './strategy-task.js';

const config = { frontends: oneFrontend, permissions: ownPermissions } as AppConfig;

/** The guard with a strategy that only records its task. */
class Guard extends InteractionGuard {
  task: StrategyTask | undefined;

  taskOf(request: FastifyRequest): StrategyTask {
    return this.taskFor(request, {} as FastifyReply);
  }

  protected override passStrategy(context: ExecutionContext): Promise<boolean> {
    this.task = this.taskOf(context.switchToHttp().getRequest());
    return Promise.resolve(true);
  }
}

describe('an interaction ticket in a request', () => {
  const consent: Interaction = {
    kind: 'consent_required',
    permissions: ['mail.send', 'mail.read'],
    returnTo: '/compose',
  };
  let taken: string[];

  beforeEach(() => {
    taken = [];
  });

  function guardWith(session: LiveSession | undefined, interaction: Interaction | undefined, proofs = noProofs): Guard {
    const sessions = { find: () => Promise.resolve(session) } as unknown as SessionStore;
    const interactions = {
      take: (ticket: string) => {
        taken.push(ticket);
        return Promise.resolve(interaction);
      },
    } as unknown as InteractionStore;
    return new Guard(sessions, proofs, interactions, config);
  }

  function requestWith(query: object = {}): FastifyRequest {
    return { query, params: { ticket: 'the-ticket' }, cookies: {} } as unknown as FastifyRequest;
  }

  async function outcomeOf(guard: Guard, request = requestWith()): Promise<unknown> {
    return guard.canActivate(executionContextOf(request)).catch((error: unknown) => error);
  }

  async function authorizationOf(session: LiveSession, interaction: Interaction, query?: object): Promise<unknown> {
    const guard = guardWith(session, interaction);
    expect(await outcomeOf(guard, requestWith(query))).toBe(true);
    return guard.task?.kind === 'begin' ? guard.task.authorization : undefined;
  }

  it('is not consumed when the device of the session is unproved', async () => {
    const outcome = await outcomeOf(guardWith(liveSession(), consent, missingProofs));

    expect(outcome).toBeInstanceOf(SignInFailure);
    expect(outcome).toMatchObject({ code: 'login_required' });
    expect(taken).toEqual([]);
  });

  it('asks for its permissions beside the initial ones, for the user of the session only', async () => {
    const session = { ...liveSession(), logoutHint: 'O.hint' };

    expect(await authorizationOf(session, consent)).toEqual({
      purpose: 'consent',
      returnTo: '/compose',
      permissions: ['profile.read', 'mail.read', 'mail.send'],
      loginHint: 'O.hint',
      domainHint: 'organizations',
      claims: undefined,
      session: { userTag: session.reference.userTag, id: session.id },
      expectedUserId: session.user.id,
      accountType: 'work',
    });
    expect(taken).toEqual(['the-ticket']);
  });

  it('names the user by their user name when Entra gave no hint, and leads a personal account to its own sign-in', async () => {
    const session = personalSession();

    expect(await authorizationOf(session, consent)).toMatchObject({
      loginHint: session.user.username,
      domainHint: 'consumers',
    });
  });

  it('is a step-up with the claims of the challenge', async () => {
    const stepUp: Interaction = { kind: 'step_up_required', permissions: ['mail.send'], claims: '{"nbf":1}' };

    expect(await authorizationOf(liveSession(), stepUp)).toMatchObject({
      purpose: 'step_up',
      claims: '{"nbf":1}',
      returnTo: '/',
    });
  });

  it('leads back to the address of the request rather than to that of the ticket', async () => {
    expect(await authorizationOf(liveSession(), consent, { returnTo: '/elsewhere' })).toMatchObject({
      returnTo: '/elsewhere',
    });
  });

  it('does not start an authorize request when an administrator is required', async () => {
    const guard = guardWith(liveSession(), { ...consent, kind: 'admin_consent_required' });
    const request = requestWith();

    expect(await outcomeOf(guard, request)).toBe(true);
    expect(guard.task).toBeUndefined();
    expect(consumedInteraction(request)).toMatchObject({ kind: 'admin_consent_required', returnTo: '/compose' });
  });

  it('is invalid when it is used, expired or foreign, or nobody is signed in', async () => {
    const expired = { code: 'interaction_expired' };

    expect(await outcomeOf(guardWith(liveSession(), undefined))).toMatchObject(expired);
    expect(await outcomeOf(guardWith(undefined, consent))).toMatchObject(expired);
    expect(() => guardWith(liveSession(), consent).taskOf(requestWith())).toThrow('interaction_expired');
  });

  it.each(['//evil.example', 'https://evil.example', ['/a', '/b']])(
    'is not consumed when its return address is %j',
    async (returnTo) => {
      const outcome = await outcomeOf(guardWith(liveSession(), consent), requestWith({ returnTo }));

      expect(outcome).toMatchObject({ code: 'invalid_return_url' });
      expect(taken).toEqual([]);
    },
  );
});
