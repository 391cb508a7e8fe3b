import { liveSession, personalSession } from '../../test/support/mail-session.js';
import { ownPermissions, type AppConfig, type Permission } from '../config/index.js';
import type { LiveSession } from '../session/index.js';
import type { AdminApprovals } from './admin-approvals.js';
import type { GrantedPermissions, PermissionState } from './granted-permissions.js';
import type { Interaction, InteractionStore } from './interaction-store.js';
import { PermissionList } from './permission-list.js';
import { PermissionsController } from './permissions.controller.js';

describe('the permissions of a user', () => {
  const states = new Map<Permission, PermissionState>(
    ownPermissions.names.map((name) => [
      name,
      name.endsWith('.read') && name !== 'people.read' ? 'granted' : 'consent_required',
    ]),
  );
  let issued: Interaction[];

  function controllerWith(awaited: readonly Permission[]): PermissionsController {
    const granted: GrantedPermissions = { statesOf: () => Promise.resolve(states) };
    const approvals = { awaited: () => Promise.resolve(new Set(awaited)) } as unknown as AdminApprovals;
    const interactions = {
      issue: (_session: LiveSession, interaction: Interaction) => {
        issued.push(interaction);
        return Promise.resolve({ interactionUrl: '/auth/interactions/x', expiresAt: 'soon' });
      },
    } as unknown as InteractionStore;
    const config = { permissions: ownPermissions } as AppConfig;
    const list = new PermissionList(granted, approvals, config);
    return new PermissionsController(list, approvals, interactions, config);
  }

  beforeEach(() => {
    issued = [];
  });

  it.each([[['orders.read']], [['mail.read', 'orders.read']]])(
    'are not requested as %j, which is unknown',
    async (names) => {
      const asked = controllerWith([]).request(liveSession(), { permissions: names as Permission[] });

      await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
      expect(issued).toEqual([]);
    },
  );

  it('are those of their tokens, without those that wait for their administrator and are not granted', async () => {
    const { permissions } = await controllerWith(['mail.read', 'mail.send']).list(liveSession());

    expect(permissions).toContainEqual({ name: 'mail.read', scopes: ['Mail.Read'], state: 'granted' });
    expect(permissions).toContainEqual({ name: 'mail.send', scopes: ['Mail.Send'], state: 'admin_consent_required' });
    expect(permissions).toContainEqual({ name: 'mail.write', scopes: ['Mail.ReadWrite'], state: 'consent_required' });
  });

  it.each<[string, readonly Permission[], Interaction['kind']]>([
    ['nothing waits', [], 'consent_required'],
    ['something else waits', ['mail.read'], 'consent_required'],
    ['one of them waits', ['mail.send'], 'admin_consent_required'],
  ])('can be extended by a ticket for the user themselves or their administrator: %s', async (_, awaited, kind) => {
    await controllerWith(awaited).request(liveSession(), { permissions: ['mail.send', 'mail.write'], returnTo: '/a' });

    expect(issued).toEqual([{ kind, permissions: ['mail.send', 'mail.write'], returnTo: '/a' }]);
  });

  it('of a personal account are decided by nobody else', async () => {
    await controllerWith(['mail.send']).request(personalSession(), { permissions: ['mail.send'] });

    expect(issued).toEqual([expect.objectContaining({ kind: 'consent_required' })]);
  });

  it('do not change on the way to another location than the app', async () => {
    const asked = controllerWith([]).request(liveSession(), { permissions: ['mail.send'], returnTo: '//evil.example' });

    await expect(asked).rejects.toMatchObject({ code: 'invalid_return_url' });
    expect(issued).toEqual([]);
  });
});
