import { Type } from 'typebox';
import { prefixedId } from '../../platform/ids.ts';

/**
 * Flowglad's contracts. `2025-06` is the one of its first published clients, `2026-03` today's. What differs between them
 * is here and nowhere else.
 */
export const flowgladContracts = ['2025-06', '2026-03'] as const;

export type FlowgladContract = (typeof flowgladContracts)[number];

export type ContractRules = {
  /** A moment as it goes over the wire. */
  time(date: Date): string | number;
  /** The members that say to which pricing model a record belongs. */
  inPricingModel(id: string): { pricingModelId: string; catalogId?: string };
  /** Whether a customer update may also link the customer anew: external id, archive, pricing model. */
  linksCustomers: boolean;
};

const early: ContractRules = {
  time: (date) => date.toISOString(),
  // Pricing models were called catalogs.
  inPricingModel(id) {
    const pricingModelId = prefixedId('pricing_model', id);
    return { pricingModelId, catalogId: pricingModelId };
  },
  linksCustomers: true,
};

const current: ContractRules = {
  time: (date) => date.getTime(),
  inPricingModel: (id) => ({ pricingModelId: prefixedId('pricing_model', id) }),
  linksCustomers: false,
};

export function contractRules(contract: string): ContractRules {
  return contract === '2025-06' ? early : current;
}

/** Flowglad: from this version on, its client reads milliseconds. */
const firstCurrentClient = { major: 0, minor: 22 };

/** The contract of a client by the version that it says it has; undefined where it says none. */
export function contractOfClient(packageVersion: string | undefined): FlowgladContract | undefined {
  const [, major, minor] = /^(\d{1,9})\.(\d{1,9})(?:\.|$)/.exec(packageVersion ?? '') ?? [];
  if (major === undefined) return undefined;
  const isCurrent =
    Number(major) > firstCurrentClient.major ||
    (Number(major) === firstCurrentClient.major && Number(minor) >= firstCurrentClient.minor);
  return isCurrent ? '2026-03' : '2025-06';
}

export const Timestamp = Type.Unsafe<string | number>({
  description: 'Milliseconds since 1970; in the contract 2025-06 an ISO 8601 text.',
  anyOf: [Type.Integer(), Type.String({ format: 'date-time' })],
});

/** The members that `inPricingModel` gives, for the shapes of records. */
export const inPricingModelMembers = {
  pricingModelId: Type.String(),
  catalogId: Type.Optional(
    Type.String({ description: 'Contract 2025-06 only: the pricing model by its old name.' }),
  ),
};
