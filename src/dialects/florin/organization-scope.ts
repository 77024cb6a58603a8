import { type Static, Type } from 'typebox';
import { selectDefaultPricingModel } from '../../billing/catalog/index.ts';
import type { RequestFacts } from '../../platform/http/route.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { ModeInput, UuidInput } from './schemas.ts';

/** The operator says whose data is meant; a key, and a person in the dashboard, see those of their own organization and mode. */
export const whoseQuery = {
  organization_id: Type.Optional(UuidInput),
  mode: Type.Optional(ModeInput),
};

const Whose = Type.Object(whoseQuery);

/** Whose data a call works on; undefined where the operator names no organization. */
export async function callerScope(
  caller: Scope,
  { organization_id: organizationId, mode = 'test' }: Static<typeof Whose>,
  request: Pick<RequestFacts, 'clockOf'>,
): Promise<Scope | undefined> {
  if (hasOwnOrganization(caller)) return caller;
  return organizationId === undefined ? undefined : organizationScope(caller, organizationId, mode, request);
}

/**
 * The caller's scope in an organization's mode, by the clock of its data. Undefined where there is no such organization, or
 * it is not the one of the caller's own.
 */
export async function organizationScope(
  caller: Scope,
  organizationId: string,
  mode: Mode,
  { clockOf }: Pick<RequestFacts, 'clockOf'>,
): Promise<Scope | undefined> {
  if (hasOwnOrganization(caller) && caller.organizationId !== organizationId) return undefined;
  const scope: Scope = { ...caller, organizationId, mode, clock: clockOf(organizationId, mode) };
  const model = await selectDefaultPricingModel(scope);
  return model && { ...scope, pricingModelId: model.id };
}

export function hasOwnOrganization({ actor }: Scope): boolean {
  return actor.kind === 'api_key' || actor.kind === 'user';
}
