import { networksOf } from './networks.js';

describe('the networks of an address', () => {
  it.each([
    ['203.0.113.7', ['203.0.113.7/32', '203.0.113.0/24']],
    ['::ffff:203.0.113.7', ['203.0.113.7/32', '203.0.113.0/24']],
    ['2001:db8:1:2ff3:3:4:5:6', ['2001:db8:1:2ff3::/64', '2001:db8:1:2f00::/56', '2001:db8:1::/48']],
    ['2001:0DB8:1:0002::9', ['2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1::/48']],
    ['2001:db8::9', ['2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0::/48']],
    ['::9', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0::/48']],
  ])('of %s are %j', (address, names) => {
    expect(networksOf(address).map(({ name }) => name)).toEqual(names);
  });

  it('are the same for all addresses of a /56 but the first', () => {
    const [one, other] = [networksOf('2001:db8:1:2f00::1'), networksOf('2001:db8:1:2fff::1')];

    expect(one.map(({ name }, index) => name === other[index]?.name)).toEqual([false, true, true]);
  });
});
