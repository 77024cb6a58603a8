import { type Organization, removeLogo, setLogo } from '../../billing/organizations/index.ts';
import { type Answer, defineRoute, type Route } from '../../platform/http/route.ts';
import type { Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { type Access, organizationWith } from './access.ts';
import { answerFailures } from './errors.ts';
import { OrganizationParams, OrganizationSchema, organizationView } from './organizations.ts';

const path = '/florin/v1/organizations/{id}/logo';
const access = organizationWith('organizations:write');
const responses = { 200: OrganizationSchema };

function answer({ requestId }: Scope, result: Result<Organization>, publicUrl: string): Answer {
  return result.ok
    ? { status: 200, body: organizationView(result.value, publicUrl) }
    : answerFailures(requestId, result.failures);
}

export const logoRoutes: Route<Access>[] = [
  defineRoute({
    method: 'PUT',
    path,
    summary: 'Give an organization a picture: the bytes of a PNG, a JPEG or a WebP of at most 512 KB',
    access,
    params: OrganizationParams,
    responses,
    async handle(caller, { params }, { bytes, publicUrl }) {
      const scope = { ...caller, organizationId: params.id };
      return answer(scope, await setLogo(scope, bytes), publicUrl);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path,
    summary: "Take an organization's picture away",
    access,
    params: OrganizationParams,
    responses,
    async handle(caller, { params }, { publicUrl }) {
      const scope = { ...caller, organizationId: params.id };
      return answer(scope, await removeLogo(scope), publicUrl);
    },
  }),
];
