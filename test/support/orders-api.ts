import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ordersResourceUri } from '../../sandbox/src/index.js';
import type { TestSystem } from './test-system.js';

export function ordersScope(name: string): string {
  return `${ordersResourceUri}/${name}`;
}

/** The sandbox's orders API behind `/api/orders`, and parts of it and of Graph behind other prefixes. */
export async function restartWithApis(system: TestSystem): Promise<void> {
  const { ordersUrl, graphBaseUrl } = system.sandbox;
  const orders = { internal: true, permissions: ['orders.read'], writePermissions: ['orders.write'] };
  const file = {
    permissions: {
      'orders.read': { scopes: [ordersScope('Orders.Read')], title: 'Read your orders' },
      'orders.write': { scopes: [ordersScope('Orders.Write')] },
      'orders.audit': { scopes: [ordersScope('Orders.Audit')] },
      // Its scope ends like one of Graph.
      'orders.confirm': { scopes: [ordersScope('Mail.Send')] },
      broken: { scopes: ['api://nobody-knows/it'] },
    },
    apis: [
      {
        ...orders,
        name: 'orders',
        prefix: '/api/orders',
        target: ordersUrl,
        methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        answerHeaders: ['X-Total-Count'],
        bodyLimitBytes: 400_000,
      },
      {
        ...orders,
        name: 'notes',
        prefix: '/api/orders/echo/notes',
        target: `${ordersUrl}/echo/deep`,
        methods: ['GET'],
      },
      {
        ...orders,
        name: 'endless',
        prefix: '/api/endless',
        target: ordersUrl,
        methods: ['GET'],
        timeoutSeconds: 0,
      },
      { ...orders, name: 'slow', prefix: '/api/slow', target: ordersUrl, methods: ['GET'], timeoutSeconds: 1 },
      { ...orders, name: 'gone', prefix: '/api/gone', target: 'https://127.0.0.1:9', methods: ['GET'] },
      {
        name: 'outside',
        prefix: '/api/outside',
        target: ordersUrl.replace('localhost', 'x.localtest.invalid'),
        methods: ['GET'],
        permissions: ['orders.read'],
      },
      {
        ...orders,
        name: 'broken',
        prefix: '/api/broken',
        target: ordersUrl,
        methods: ['GET'],
        permissions: ['broken'],
        writePermissions: ['broken'],
      },
      {
        name: 'profile',
        prefix: '/api/profile',
        target: `${graphBaseUrl}/me`,
        internal: true,
        methods: ['GET'],
        permissions: ['profile.read'],
      },
    ],
  };
  const path = join(mkdtempSync(join(tmpdir(), 'apis-')), 'apis.json');
  writeFileSync(path, JSON.stringify(file));
  await system.restart({ APIS_FILE: path });
}
