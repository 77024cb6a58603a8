export { createOrganization, type OrganizationInput } from './create-organization.ts';
export type { OrganizationChange } from './decide-organization.ts';
export { avatarUrlAt, keptAvatarUrl, logosPath, removeLogo, setLogo } from './logo.ts';
export { selectLogo } from './logos.sql.ts';
export {
  type CustomerEmailSettings,
  customerEmailKinds,
  isBrandColor,
  type Organization,
  slugify,
  taxCalculatorNames,
} from './organization.ts';
export {
  selectOrganization,
  selectOrganizationBySlug,
  selectOrganizations,
} from './organizations.sql.ts';
export {
  isRegisteredOn,
  issuerOf,
  readTaxRegistration,
  repeatedRegistration,
  type TaxRegistration,
  taxSchemes,
} from './tax-registration.ts';
export { updateOrganization } from './update-organization.ts';
