import { Controller, Get, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ApiExcludeController, Problem } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { Route } from '../http/index.js';
import {
  attachedSession,
  clientContextOf,
  sessionCookieName,
  sessionCookieOptions,
  setBrowserCookie,
} from '../session/index.js';
import { AdminConsent } from './admin-consent.js';
import { BrowserIdentity } from './browser-identity.js';
import { parseCallback } from './callback-parameters.js';
import { CallbackGuard, signedInUserOf, signInFailureOf } from './callback.guard.js';
import { InteractionGuard, consumedInteraction } from './interaction.guard.js';
import { LoginGuard, parseLoginQuery } from './login.guard.js';
import { NavigationProblemFilter } from './navigation-problem.filter.js';
import { SignInFailureFilter } from './sign-in-failure.filter.js';
import { SignInFailure } from './sign-in-failure.js';
import { SignInService } from './sign-in.service.js';
import type { SignedInUser } from './strategy-task.js';
import { transactionIdOf } from './transaction-store.js';
import { WaitingTabs } from './waiting-tabs.js';

/** Top-level navigations to Entra and back. The guards redirect; a handler runs when there is no redirect. */
@ApiExcludeController()
@Route({ access: 'navigation' })
@UseFilters(NavigationProblemFilter, SignInFailureFilter)
@Controller('auth')
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly browsers: BrowserIdentity,
    private readonly adminConsent: AdminConsent,
    private readonly tabs: WaitingTabs,
    private readonly config: AppConfig,
  ) {}

  @Get('login')
  @UseGuards(LoginGuard)
  async login(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(parseLoginQuery(request.query).returnTo, 302);
  }

  @Get('callback')
  @UseGuards(CallbackGuard)
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const user = signedInUserOf(request);
    if (user === undefined) {
      await reply.redirect(oldCallbackLocation(request), 303);
      return;
    }
    const browser = this.browsers.of(request);
    const { cookie, returnTo, session } = await this.signIn
      .complete(user, clientContextOf(request, this.config), browser)
      .catch((error: unknown) => {
        throw failureOf(user, error);
      });
    const transactionId = transactionIdOf(user.transaction.state);
    await this.tabs.remember(request, session, transactionId);
    if (await this.tabs.isLastUser(request, session, transactionId)) {
      setBrowserCookie(reply, browser.id, session.userTag);
      if (cookie !== undefined) {
        void reply.setCookie(sessionCookieName, cookie, sessionCookieOptions);
      }
    }
    await reply.redirect(returnTo, 303);
  }

  @Get('interactions/:ticket')
  @UseGuards(InteractionGuard)
  async interaction(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const interaction = consumedInteraction(request);
    if (interaction === undefined) {
      throw new Problem('not_found');
    }
    await reply.redirect(await this.adminConsent.begin(request, reply, interaction), 302);
  }

  @Get('admin-consent/callback')
  async adminConsentCallback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(await this.#adminConsentLocation(request, reply), 303);
  }

  /** An old round trip is not an error for a signed-in user. */
  async #adminConsentLocation(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    try {
      return await this.adminConsent.complete(request, reply);
    } catch (error) {
      const isOld = error instanceof SignInFailure && error.code === 'invalid_state';
      if (isOld && (await this.tabs.sessionOf(request)) !== undefined) {
        return '/';
      }
      throw error;
    }
  }
}

/** Also an unavailable store: a user who was identified and gets no session is an audit line. */
function failureOf({ claims, transaction }: SignedInUser, error: unknown): SignInFailure {
  const failure = signInFailureOf(error);
  failure.transaction = transaction;
  failure.user = { oid: claims.oid, tid: claims.tid };
  return failure;
}

/** Where the session came from, if it came from this callback; otherwise the start page. */
function oldCallbackLocation(request: FastifyRequest): string {
  const origin = attachedSession(request)?.origin;
  const answer = parseCallback(request.query);
  const isReload = answer.kind !== 'stateless' && origin?.transactionId === transactionIdOf(answer.state);
  return isReload ? origin.returnTo : '/';
}
