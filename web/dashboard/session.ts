import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { callWith, florin } from '../api/client.ts';
import { answerOf } from '../api/problem.ts';

export type Mode = 'test' | 'live';
export type Role = 'owner' | 'admin' | 'support' | 'read_only';

export type Me = {
  user: { id: string; email: string; name: string; has_password: boolean };
  organizations: {
    id: string;
    name: string;
    slug: string;
    avatar_url: string | null;
    role: Role;
    permissions: string[];
  }[];
};

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => answerOf(florin.GET('/florin/v1/me')) as Promise<Me>,
  staleTime: 60_000,
  retry: false,
});

/** Who is signed in, and where they may look; a Problem with status 401 where nobody is. */
export const useMe = () => useQuery(meQuery);

/** What is looked at: the organization and the mode of the address. */
export type Workspace = { user: Me['user']; organization: Me['organizations'][number]; mode: Mode };

const WorkspaceContext = createContext<Workspace | undefined>(undefined);
export const WorkspaceProvider = WorkspaceContext;

export function useWorkspace(): Workspace {
  const workspace = use(WorkspaceContext);
  if (!workspace) throw new Error('There is no organization above this component.');
  return workspace;
}

/** Whether the signed-in user's role allows something: what it does not allow is not offered. */
export function useMay(permission: string): boolean {
  return useWorkspace().organization.permissions.includes(permission);
}

/** From now on calls are about this. */
export function enter({ organization, mode }: Pick<Workspace, 'organization' | 'mode'>): void {
  callWith(() => ({ 'Florin-Organization': organization.id, 'Florin-Mode': mode }));
}

const lastKey = 'florin.workspace';

/** Where the dashboard opens again. */
export function rememberWorkspace(slug: string, mode: Mode): void {
  localStorage.setItem(lastKey, `${slug}/${mode}`);
}

export function lastWorkspace(): { slug: string; mode: Mode } | undefined {
  const [slug, mode] = (localStorage.getItem(lastKey) ?? '').split('/');
  return slug && (mode === 'test' || mode === 'live') ? { slug, mode } : undefined;
}
