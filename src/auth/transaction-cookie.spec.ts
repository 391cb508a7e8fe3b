import type { FastifyReply, FastifyRequest } from 'fastify';

import {
  bindingOf,
  isLater,
  setTransactionCookie,
  takeTransactionCookie,
  transactionCookieName,
} from './transaction-cookie.js';

interface Sent {
  readonly set: [string, string, Record<string, unknown>][];
  readonly cleared: [string, Record<string, unknown>][];
}

function replyInto(sent: Sent): FastifyReply {
  const reply = {
    setCookie: (...cookie: [string, string, Record<string, unknown>]) => {
      sent.set.push(cookie);
      return reply;
    },
    clearCookie: (...cookie: [string, Record<string, unknown>]) => {
      sent.cleared.push(cookie);
      return reply;
    },
  };
  return reply as unknown as FastifyReply;
}

function requestWith(names: readonly string[]): FastifyRequest {
  return {
    cookies: Object.fromEntries(names.map((name) => [name, `binding of ${name}`])),
  } as unknown as FastifyRequest;
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(43));
const created = Date.parse('2026-11-22T10:00:00Z');
const pending = ids.map((id, position) => transactionCookieName(id, created + position));
const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' };

describe('a transaction cookie', () => {
  it('is host-only, HTTP-only, secure and lax, and lives for ten minutes at most', () => {
    const sent: Sent = { set: [], cleared: [] };
    setTransactionCookie(requestWith([]), replyInto(sent), {
      transactionId: ids[0] ?? '',
      createdAt: created,
      value: 'b',
    });
    expect(sent.set).toEqual([[pending[0], 'b', { ...attributes, maxAge: 600 }]]);
    expect(pending[0]).toMatch(/^__Host-Http-tx-[\w-]+$/);
  });

  it('shows which of two sign-ins began later, whatever the order in which the browser sends them', () => {
    const request = requestWith([pending[2] ?? '', pending[0] ?? '']);
    const [first = '', second = '', third = ''] = ids;

    expect([isLater(request, third, first), isLater(request, first, third)]).toEqual([true, false]);
    expect([isLater(request, second, first), isLater(request, first, second)]).toEqual([undefined, undefined]);
    expect([bindingOf(request, third), bindingOf(request, second)]).toEqual([
      `binding of ${pending[2] ?? ''}`,
      undefined,
    ]);
  });

  it('coexists with four others without ending one', () => {
    const sent: Sent = { set: [], cleared: [] };
    setTransactionCookie(requestWith(pending.slice(0, 4)), replyInto(sent), {
      transactionId: ids[4] ?? '',
      createdAt: created + 4,
      value: 'b',
    });
    expect(sent.cleared).toEqual([]);
  });

  it('ends the oldest as a sixth, whatever the order in which the browser sends them', () => {
    const sent: Sent = { set: [], cleared: [] };
    const shuffled = [3, 1, 4, 0, 2].map((position) => pending[position] ?? '');
    setTransactionCookie(requestWith(shuffled), replyInto(sent), {
      transactionId: ids[5] ?? '',
      createdAt: created + 5,
      value: 'b',
    });
    expect(sent.cleared).toEqual([[pending[0], attributes]]);
  });

  it('ends the oldest when they become too long for a proxy', () => {
    const sent: Sent = { set: [], cleared: [] };
    const request = { cookies: Object.fromEntries(pending.slice(0, 3).map((name) => [name, 'x'.repeat(2_000)])) };
    setTransactionCookie(request as unknown as FastifyRequest, replyInto(sent), {
      transactionId: ids[3] ?? '',
      createdAt: created + 3,
      value: 'x'.repeat(2_000),
    });

    expect(sent.cleared).toEqual([[pending[0], attributes]]);
  });

  it('is deleted when the transaction is consumed', () => {
    const sent: Sent = { set: [], cleared: [] };
    const binding = takeTransactionCookie(requestWith(pending), replyInto(sent), ids[2] ?? '');
    expect(binding).toBe(`binding of ${pending[2] ?? ''}`);
    expect(sent.cleared).toEqual([[pending[2], attributes]]);
  });

  it('is not found in another browser, nor among other cookies', () => {
    const sent: Sent = { set: [], cleared: [] };
    expect(
      takeTransactionCookie(
        requestWith([`x-${(ids[0] ?? '').slice(0, 22)}`, ...pending.slice(1)]),
        replyInto(sent),
        ids[0] ?? '',
      ),
    ).toBeUndefined();
    expect(sent.cleared).toEqual([]);
  });
});
