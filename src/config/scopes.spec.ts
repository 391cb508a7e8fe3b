import { PermissionCatalogue, type Permission } from './permissions.js';
import { graphResource, resourceOf, scopeName, shortScope } from './scopes.js';

describe('a scope', () => {
  it.each([
    ['Mail.Read', graphResource],
    ['https://graph.microsoft.com/Mail.Read', graphResource],
    ['HTTPS://Graph.Microsoft.com/Mail.Read', graphResource],
    ['https://graph.microsoft.us/Mail.Read', graphResource],
    ['00000003-0000-0000-c000-000000000000/Mail.Read', graphResource],
    ['api://orders/Orders.Read', 'api://orders'],
    ['API://Orders/nested/Orders.Read', 'api://orders/nested'],
    ['https://orders.example/Orders.Read', 'https://orders.example'],
    ['https://graph.microsoft.com.example/Mail.Read', 'https://graph.microsoft.com.example'],
  ])('%s is of %s', (scope, resource) => {
    expect(resourceOf(scope)).toBe(resource);
  });

  it('of Graph is the same by its short name and with the resource, in any case of letters', () => {
    expect(scopeName('https://graph.microsoft.com/Mail.Read')).toBe(scopeName('mail.read'));
    expect(shortScope('https://graph.microsoft.com/Mail.Read')).toBe('Mail.Read');
  });

  it('of another resource is compared whole', () => {
    expect(scopeName('api://a/access')).not.toBe(scopeName('api://b/access'));
    expect(scopeName('api://a/Mail.Read')).not.toBe(scopeName('Mail.Read'));
    expect(shortScope('api://a/Access')).toBe('api://a/Access');
  });
});

describe('a catalogue of permissions', () => {
  const orders = 'orders.read' as Permission;
  const catalogue = new PermissionCatalogue([{ name: orders, scopes: ['api://orders/Orders.Read'], title: 'Orders' }]);

  it('has the product’s own and the added ones, with their resources', () => {
    expect(catalogue.names).toContain('mail.read');
    expect(catalogue.scopesOf([orders])).toEqual(['api://orders/Orders.Read']);
    expect(catalogue.resourcesOf(['mail.read', 'people.read'])).toEqual([graphResource]);
    expect(catalogue.resourcesOf(['mail.read', orders])).toEqual([graphResource, 'api://orders']);
  });

  it('keeps permissions of other resources out of an interaction', () => {
    expect(catalogue.ofResourceOf([orders], ['profile.read', 'mail.read'])).toEqual([]);
    expect(catalogue.ofResourceOf(['mail.send'], ['profile.read', orders])).toEqual(['profile.read']);
  });
});
