import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** The response of a filter, without a server. */
export class FakeReply {
  readonly sent = false;
  readonly request: { id: string; headers: Record<string, string> } = { id: 'a-request', headers: {} };
  statusCode = 200;
  readonly headersSent: Record<string, string> = {};
  body = '';
  location: string | undefined;

  /** As Nest passes it to a filter or a guard. */
  get host(): ArgumentsHost {
    const http = { getResponse: () => this as unknown as FastifyReply, getRequest: () => this.request };
    return { switchToHttp: () => http } as unknown as ArgumentsHost;
  }

  get document(): Record<string, unknown> {
    return JSON.parse(this.body) as Record<string, unknown>;
  }

  status(code: number): this {
    this.statusCode = code;
    return this;
  }

  headers(values: Readonly<Record<string, string>>): this {
    Object.assign(this.headersSent, values);
    return this;
  }

  type(value: string): this {
    return this.headers({ 'content-type': value });
  }

  send(body: string): this {
    this.body = body;
    return this;
  }

  redirect(location: string, code: number): Promise<void> {
    this.location = location;
    this.statusCode = code;
    return Promise.resolve();
  }
}
