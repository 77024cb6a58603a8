export { euMemberStates } from './eu-vat.ts';
export {
  isKnownTaxId,
  type StoredTaxId,
  type TaxId,
  taxIdFitsCountry,
  validateTaxId,
} from './tax-id.ts';
export { isTaxIdFormat, type TaxIdFormat, taxIdFormats } from './tax-id-format.ts';
