import { countries, isCountryExceptSanctioned, sanctionedCountries } from '../../platform/country.ts';
import type { Answer } from '../../platform/http/route.ts';
import type { Path } from '../../platform/schema.ts';
import { type Detail, invalid } from './errors.ts';
import { enumError } from './schemas.ts';
import { contractRules } from './versions.ts';

/** An organization's own key must not name an organization. */
export function organizationFailure(organizationId: string | null | undefined): Answer | undefined {
  if (organizationId == null) return undefined;
  return invalid([
    {
      type: 'organization_token',
      loc: ['body', 'organization_id'],
      msg: 'Setting organization_id is disallowed when using an organization token.',
      input: organizationId,
    },
  ]);
}

/** The current contract refuses addresses in a few countries that the early one took. */
export function sanctionedCountry(
  address: { country: string | null } | null | undefined,
  loc: Path,
  contract: string,
): Answer | undefined {
  if (!address?.country || contractRules(contract).everyCountry) return undefined;
  if (!(sanctionedCountries as readonly string[]).includes(address.country)) return undefined;
  const { type, reason, context } = enumError(countries.filter(isCountryExceptSanctioned));
  const detail: Detail = {
    type,
    loc: [...loc, 'country'],
    msg: reason,
    input: address.country,
    ctx: context,
  };
  return { status: 422, body: { error: 'RequestValidationError', detail: [detail] } };
}
