import type { CustomerCommand } from '../../billing/customers/index.ts';
import { sanctionedCountries } from '../../platform/country.ts';
import type { Answer } from '../../platform/http/route.ts';
import type { Path } from '../../platform/schema.ts';
import { isTaxIdFormat, taxIdFormats } from '../../platform/tax-id/index.ts';
import { type Detail, invalid } from './errors.ts';
import { countryError } from './schemas.ts';
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
  const { type, reason, context } = countryError();
  const detail: Detail = {
    type,
    loc: [...loc, 'country'],
    msg: reason,
    input: address.country,
    ctx: context,
  };
  return { status: 422, body: { error: 'RequestValidationError', detail: [detail] } };
}

type TakenTaxId = { command: Pick<CustomerCommand, 'taxId' | 'taxIds'> } | { refused: Answer };

/** A tax id as sent: the plain number is checked by the core, a pair of the early contract is stored as it is. */
export function takeTaxId(
  taxId: string | [string, string] | null | undefined,
  loc: Path,
  contract: string,
): TakenTaxId {
  if (taxId === undefined) return { command: {} };
  if (taxId === null || typeof taxId === 'string') {
    return { command: { taxId: taxId?.trim() || null } };
  }
  const refuse = (type: string, msg: string, at: Path, input: unknown): TakenTaxId => ({
    refused: {
      status: 422,
      body: { error: 'RequestValidationError', detail: [{ type, loc: at, msg, input }] },
    },
  });
  if (!contractRules(contract).taxIdPairs) {
    return refuse('string_type', 'Input should be a valid string', loc, taxId);
  }
  const [value, format] = taxId;
  if (!isTaxIdFormat(format)) {
    return refuse(
      'enum',
      `Input should be ${taxIdFormats.map((name) => `'${name}'`).join(', ')}`,
      [...loc, 1],
      format,
    );
  }
  return { command: { taxIds: [{ value, format }] } };
}
