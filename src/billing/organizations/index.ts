export { createOrganization, type OrganizationInput } from './create-organization.ts';
export { defaultSettings, type Organization, type OrganizationSettings, slugify } from './organization.ts';
export {
  selectOrganization,
  selectOrganizationBySlug,
  selectOrganizations,
  updateOrganizationRow,
} from './organizations.sql.ts';
