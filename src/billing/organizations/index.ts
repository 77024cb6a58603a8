export { createOrganization, type OrganizationInput } from './create-organization.ts';
export type { OrganizationChange } from './decide-organization.ts';
export {
  customerEmailKinds,
  defaultSettings,
  type Organization,
  type OrganizationSettings,
  slugify,
} from './organization.ts';
export {
  selectOrganization,
  selectOrganizationBySlug,
  selectOrganizations,
} from './organizations.sql.ts';
export { updateOrganization } from './update-organization.ts';
