import { useQueryClient } from '@tanstack/react-query';
import { florin, polar } from '../../api/client.ts';
import type { operations as FlorinOperations } from '../../api/generated/florin.ts';
import type { operations as PolarOperations } from '../../api/generated/polar.ts';
import { answerOf } from '../../api/problem.ts';
import { useWorkspace } from '../session.ts';
import type { Answered, Sent } from '../shared/objects.ts';
import { useAct, useScopedQuery } from '../shared/queries.ts';

export type Organization = Answered<FlorinOperations['get_organizations_id']>;
export type OrganizationUpdate = Sent<FlorinOperations['patch_organizations_id']>;
export type TaxRegistration = Organization['tax_registrations'][number];
/** The same organization, with the switches that Polar's API knows. */
export type Switches = Answered<PolarOperations['get_organizations_id']>;
export type SwitchesUpdate = Sent<PolarOperations['patch_organizations_id']>;

export function useOrganization() {
  const { organization } = useWorkspace();
  const params = { path: { id: organization.id } };
  return useScopedQuery(['organization', 'own'], () =>
    answerOf(florin.GET('/florin/v1/organizations/{id}', { params })),
  );
}

export function useSwitches() {
  const { organization } = useWorkspace();
  const params = { path: { id: organization.id } };
  return useScopedQuery(['organization', 'switches'], () =>
    answerOf(polar.GET('/v1/organizations/{id}', { params })),
  );
}

/** Name and logo stand around every screen. */
function useForgetMe() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['me'] });
}

/** Saves a part of the settings; what is wrong the form tells. */
export function useSaveOrganization() {
  const { organization } = useWorkspace();
  const params = { path: { id: organization.id } };
  return useAct(
    (body: OrganizationUpdate) => answerOf(florin.PATCH('/florin/v1/organizations/{id}', { params, body })),
    { done: 'Saved.', isSilent: true, onSuccess: useForgetMe() },
  );
}

export function useSaveSwitches() {
  const { organization } = useWorkspace();
  const params = { path: { id: organization.id } };
  return useAct((body: SwitchesUpdate) => answerOf(polar.PATCH('/v1/organizations/{id}', { params, body })), {
    done: 'Saved.',
    isSilent: true,
  });
}

export function useLogo() {
  const { organization } = useWorkspace();
  const params = { path: { id: organization.id } };
  const onSuccess = useForgetMe();
  const upload = useAct(
    (file: File) =>
      answerOf(
        florin.PUT('/florin/v1/organizations/{id}/logo', {
          params,
          // The bytes as they are, not JSON.
          body: file as never,
          bodySerializer: (bytes: unknown) => bytes as File,
          headers: { 'content-type': file.type || 'application/octet-stream' },
        }),
      ),
    { done: 'Logo changed.', onSuccess },
  );
  const remove = useAct(() => answerOf(florin.DELETE('/florin/v1/organizations/{id}/logo', { params })), {
    done: 'Logo removed.',
    onSuccess,
  });
  return { upload, remove };
}
