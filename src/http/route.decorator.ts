import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';

import type { BodyPolicy, RoutePolicy } from '../common/index.js';
import type { Permission } from '../config/index.js';

const defaultJsonBytes = 65_536;
/** Enough for a client that sends `{}` where the route takes no body. */
const droppedBytes = 1_024;
/**
 * For a slow connection: a small body in half a minute, a message with its files in five, a large file in half an hour.
 */
const withinSeconds = { small: 30, large: 300, stream: 1_800 };

export const noBody: BodyPolicy = { kinds: [], limitBytes: droppedBytes, withinSeconds: withinSeconds.small };

export function json(limitBytes = defaultJsonBytes): BodyPolicy {
  return { kinds: ['json'], limitBytes, withinSeconds: secondsFor(limitBytes) };
}

export function jsonOrText(limitBytes: number, seconds = secondsFor(limitBytes)): BodyPolicy {
  return { kinds: ['json', 'text'], limitBytes, withinSeconds: seconds };
}

/** The raw bytes, unread; the handler states how many it accepts. */
export function stream(limitBytes: number): BodyPolicy {
  return { kinds: ['stream'], limitBytes, withinSeconds: withinSeconds.stream };
}

function secondsFor(limitBytes: number): number {
  return limitBytes > defaultJsonBytes ? withinSeconds.large : withinSeconds.small;
}

/** The members of a declaration. An omitted one is as strict as its `access` permits. */
export type RouteDeclaration = Partial<Omit<RoutePolicy, 'permissions' | 'isFallBack'>> & {
  readonly permissions?: readonly Permission[];
};

const closed = {
  body: noBody,
  extendsIdle: false,
  inFlight: undefined,
  isShed: true,
  isConditional: false,
  answer: 'data',
  permissions: [],
  isForAnyHost: false,
  isFallBack: false,
} as const;

/** By access. A public route has no defaults for CSRF and budget: its author decides. */
const presets = {
  session: { ...closed, csrf: true, budget: 'session', extendsIdle: true },
  navigation: { ...closed, csrf: false, budget: 'sign-in' },
  public: closed,
} as const satisfies Record<RoutePolicy['access'], Partial<RoutePolicy>>;

/** The complete policy; undefined when a member without a default is missing. */
export function policyFrom(declaration: RouteDeclaration): RoutePolicy | undefined {
  const { access } = declaration;
  if (access === undefined) {
    return undefined;
  }
  const { csrf, budget, ...others } = { ...presets[access], ...declaration };
  return csrf === undefined || budget === undefined ? undefined : { ...others, access, csrf, budget };
}

const declarationKey = Symbol('route declaration');

/**
 * Declares the policy of a route; at a class, of all its routes unless one declares otherwise. A route with an
 * incomplete declaration does not start.
 */
export function Route(declaration: RouteDeclaration): ClassDecorator & MethodDecorator {
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (name !== undefined && descriptor !== undefined) {
      declare(target, name, descriptor, declaration);
      return;
    }
    const { prototype } = target as { prototype: object };
    for (const [each, handler] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof handler.value === 'function' && Reflect.hasMetadata(METHOD_METADATA, handler.value as object)) {
        declare(prototype, each, handler, { ...declaration, ...ownDeclaration(handler) });
      }
    }
  };
}

function ownDeclaration({ value }: PropertyDescriptor): RouteDeclaration | undefined {
  return Reflect.getMetadata(declarationKey, value as object) as RouteDeclaration | undefined;
}

function declare(
  target: object,
  name: string | symbol,
  handler: PropertyDescriptor,
  declaration: RouteDeclaration,
): void {
  Reflect.defineMetadata(declarationKey, declaration, handler.value as object);
  RouteConfig({ policy: policyFrom(declaration) })(target, name, handler);
}
