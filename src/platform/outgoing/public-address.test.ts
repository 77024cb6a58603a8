import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

const elsewhere = [
  ['0.0.0.0', 'this network'],
  ['10.1.2.3', 'private'],
  ['100.64.0.1', 'shared by carriers'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['169.254.169.254', 'a metadata service'],
  ['168.63.129.16', "a cloud's platform services"],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.2.1', 'documentation'],
  ['192.168.1.1', 'private'],
  ['198.18.0.1', 'benchmarking'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback, mapped'],
  ['::ffff:10.0.0.1', 'private, mapped'],
  ['::127.0.0.1', 'loopback, in the compatible form'],
  ['64:ff9b::7f00:1', 'loopback, translated'],
  ['2002:7f00:1::', 'loopback, by 6to4'],
  ['2001:0:7f00:1::', 'Teredo'],
  ['2001:db8::1', 'documentation'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'a metadata service'],
  ['fe80::1', 'link-local'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['localhost', 'a name'],
  ['', 'nothing'],
] as const;

for (const [address, what] of elsewhere) {
  test(`${address || 'the empty text'} is not public: ${what}`, () => assert.ok(!isPublicAddress(address)));
}

for (const address of ['1.1.1.1', '93.184.215.14', '172.32.0.1', '2606:4700:4700::1111', '::ffff:1.1.1.1']) {
  test(`${address} is public`, () => assert.ok(isPublicAddress(address)));
}

test('an IPv4 address is judged alike however it is mapped into IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
      const hexadecimal = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      assert.equal(isPublicAddress(`::ffff:${address}`), isPublicAddress(address));
      // As the parser of URLs writes it.
      assert.ok(!isPublicAddress(hexadecimal) || isPublicAddress(address));
      assert.equal(isLoopbackAddress(`::ffff:${address}`), isLoopbackAddress(address));
    }),
  );
});

test('this machine has several names', () => {
  for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
    assert.ok(isLoopbackAddress(address));
  for (const address of ['126.0.0.1', '128.0.0.1', '::2', 'localhost'])
    assert.ok(!isLoopbackAddress(address));
});
