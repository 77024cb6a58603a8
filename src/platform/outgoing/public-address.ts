import { BlockList, isIP } from 'node:net';

/**
 * The addresses that are not of the public internet, from IANA's registries of special-purpose addresses for IPv4 and IPv6
 * (RFC 6890 and what followed it). Cloud providers' metadata services are among the link-local and the private ones.
 */
const ipv4Ranges: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Answers to a fixed public address inside a cloud provider's network (Azure's platform services).
  ['168.63.129.16', 32],
];

/** Only 2000::/3 is given to the public internet; of it, these are not, or hold an IPv4 address that we do not look into. */
const ipv6Ranges: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [address, bits] of ipv4Ranges) special.addSubnet(address, bits, 'ipv4');
for (const [address, bits] of ipv6Ranges) special.addSubnet(address, bits, 'ipv6');

const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const mappedPrefix = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Whether it is an address that anybody on the internet may be reached at. Texts that are no address are not. */
export function isPublicAddress(address: string): boolean {
  const plain = mappedPrefix.exec(address)?.[1] ?? address;
  switch (isIP(plain)) {
    case 4:
      return !special.check(plain, 'ipv4');
    case 6:
      return globalUnicast.check(plain, 'ipv6') && !special.check(plain, 'ipv6');
    default:
      return false;
  }
}

/** Whether it is an address of this very machine. */
export function isLoopbackAddress(address: string): boolean {
  const plain = mappedPrefix.exec(address)?.[1] ?? address;
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
