import { type Address, formatAddressLines } from '../../../src/platform/address.ts';

/** An address as an envelope has it. */
export function AddressLines({ address }: { address: object }) {
  return (
    <address className="not-italic">
      {formatAddressLines(address as Address).map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}
