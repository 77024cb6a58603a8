export { type TaxId, taxIdFitsCountry, validateTaxId } from './tax-id.ts';
export { isTaxIdFormat, type TaxIdFormat, taxIdFormats } from './tax-id-format.ts';
