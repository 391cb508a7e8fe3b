import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { dropUntrusted } from './country-header.js';

describe('the country header', () => {
  function headersAfter(remoteAddress: string | undefined): IncomingHttpHeaders {
    const raw = { headers: { 'cf-ipcountry': 'FR', accept: '*/*' }, socket: { remoteAddress } };
    let passed = 0;
    dropUntrusted('cf-ipcountry', ['10.0.0.0/8'])({ raw } as unknown as FastifyRequest, {} as FastifyReply, () => {
      passed++;
    });
    expect(passed).toBe(1);
    return raw.headers;
  }

  it('is read from a trusted proxy, and dropped from any other client', () => {
    expect(headersAfter('10.1.2.3')).toEqual({ 'cf-ipcountry': 'FR', accept: '*/*' });
    expect(headersAfter('192.0.2.7')).toEqual({ accept: '*/*' });
    expect(headersAfter(undefined)).toEqual({ accept: '*/*' });
  });
});
