/**
 * Polar's contracts. `2025-09` is the one of a client that names no version and was written before versions were; the
 * dated ones are asked for by the `Polar-Version` header. What differs between them is here and nowhere else.
 */
export const polarContracts = ['2025-09', '2026-04', '2026-10', '2027-01'] as const;

export type PolarContract = (typeof polarContracts)[number];

/** The contracts that a request can name. */
export const namedContracts: readonly string[] = polarContracts.slice(1);

export type ContractRules = {
  /** `[value, format]` is taken as given beside the plain number that is checked. */
  taxIdPairs: boolean;
  /** `billing_address: null` clears a customer's address. */
  addressClears: boolean;
  /** An address that differs only in case replaces the stored one. */
  emailCaseStored: boolean;
  /** Every ISO country is taken, also those that the current contract refuses. */
  everyCountry: boolean;
  /** Both members of an order update are required, and fixed once the invoice exists. */
  orderUpdateStrict: boolean;
  /** An invoice is generated once, for a paid order. */
  invoiceOnce: boolean;
  /** What the secret of a webhook endpoint begins with. */
  webhookSecretPrefix: string;
};

const early: ContractRules = {
  taxIdPairs: true,
  addressClears: true,
  emailCaseStored: true,
  everyCountry: true,
  orderUpdateStrict: true,
  invoiceOnce: true,
  webhookSecretPrefix: 'polar_whs_',
};

const current: ContractRules = {
  taxIdPairs: false,
  addressClears: false,
  emailCaseStored: false,
  everyCountry: false,
  orderUpdateStrict: false,
  invoiceOnce: false,
  webhookSecretPrefix: 'whsec_',
};

export function contractRules(contract: string | undefined): ContractRules {
  return contract === '2025-09' ? early : current;
}
