import { z } from 'zod';

import { isPermission } from '../config/index.js';

const instant = z.iso.datetime();

/** A permission of the product, or one that the operator has added in `APIS_FILE`. */
export const permissionSchema = z
  .string()
  .refine(isPermission, 'must be the name of a permission')
  .meta({ id: 'Permission', examples: ['mail.read', 'orders.read'] });

export const sessionStateSchema = z
  .union([
    z.object({ authenticated: z.literal(false) }),
    z.object({
      authenticated: z.literal(true),
      user: z.object({
        id: z.string(),
        name: z.string(),
        username: z.string(),
        tenantId: z.string(),
        accountType: z.enum(['work', 'personal']),
      }),
      session: z.object({
        id: z.string(),
        createdAt: instant,
        idleExpiresAt: instant,
        expiresAt: instant,
        /** Whether it is useless on another device. */
        deviceBound: z.boolean(),
      }),
      /**
       * Features that the configured Microsoft cloud lacks, or that the operator has disabled; absent when all are
       * available.
       */
      unavailable: z.array(z.enum(['permanent_delete', 'offline_reading'])).optional(),
      /** Those that `SESSION_CLAIMS` names, as the ID token had them; absent when it names none. */
      claims: z.record(z.string(), z.unknown()).optional(),
    }),
  ])
  .meta({ id: 'SessionState' });

export const permissionsSchema = z
  .object({
    permissions: z.array(
      z.object({
        name: permissionSchema,
        scopes: z.array(z.string()),
        state: z.enum(['granted', 'consent_required', 'admin_consent_required']),
        title: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Permissions' });

export const interactionRequestSchema = z
  .strictObject({ permissions: z.array(permissionSchema).min(1).max(10), returnTo: z.string().optional() })
  .meta({ id: 'InteractionRequest' });

export const interactionTicketSchema = z
  .object({ interactionUrl: z.string(), expiresAt: instant })
  .meta({ id: 'InteractionTicket' });

export const signOutRequestSchema = z
  .strictObject({ everywhere: z.boolean().default(false) })
  .meta({ id: 'SignOutRequest' });

export const signedOutSchema = z.object({ logoutUrl: z.string() }).meta({ id: 'SignedOut' });

export const sessionListSchema = z
  .object({
    sessions: z.array(
      z.object({
        id: z.string(),
        current: z.boolean(),
        createdAt: instant,
        lastSeenAt: instant,
        userAgent: z.string(),
        deviceBound: z.boolean(),
        frontend: z
          .object({ name: z.string(), origin: z.string() })
          .optional()
          .describe('Where the session is, when the app registration has several frontends'),
      }),
    ),
  })
  .meta({ id: 'SessionList' });

export type SessionState = z.output<typeof sessionStateSchema>;
export type Permissions = z.output<typeof permissionsSchema>;
export type InteractionRequest = z.output<typeof interactionRequestSchema>;
export type SignOutRequest = z.output<typeof signOutRequestSchema>;
export type SessionList = z.output<typeof sessionListSchema>;
