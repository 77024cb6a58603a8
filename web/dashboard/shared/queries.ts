import {
  keepPreviousData,
  type UseMutationOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';
import { toast } from '../../ui/toast.tsx';
import { useWorkspace } from '../session.ts';

/** Prefixed with what is looked at, so that no organization or mode ever shows another's data. */
export function useScopedKey(): (...key: unknown[]) => unknown[] {
  const { organization, mode } = useWorkspace();
  return (...key) => [organization.id, mode, ...key];
}

type ScopedOptions = {
  isEnabled?: boolean;
  /** Asks again after so many milliseconds. */
  refetchInterval?: number;
  /** Shows what was there while the next comes: for searches and charts. */
  keepsPrevious?: boolean;
};

/** Reads something of the organization and mode. `fetch` throws a Problem. */
export function useScopedQuery<Data>(
  key: readonly unknown[],
  fetch: () => Promise<Data>,
  options: ScopedOptions = {},
) {
  const scoped = useScopedKey();
  return useQuery<Data, Problem>({
    queryKey: scoped(...key),
    queryFn: fetch,
    enabled: options.isEnabled ?? true,
    refetchInterval: options.refetchInterval ?? false,
    ...(options.keepsPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/**
 * Does something, tells that it is done, and has everything that is shown asked for again: money moves many things at once.
 * What fails is told in a toast, unless `isSilent` because a form tells it.
 */
export function useAct<Input, Output>(
  act: (input: Input) => Promise<Output>,
  options: { done?: string | ((output: Output, input: Input) => string); isSilent?: boolean } & Pick<
    UseMutationOptions<Output, Error, Input>,
    'onSuccess'
  > = {},
) {
  const client = useQueryClient();
  const scoped = useScopedKey();
  return useMutation<Output, Error, Input>({
    mutationFn: act,
    async onSuccess(output, input, ...rest) {
      // What is on its way for the first time was asked for before, and would be taken for the answer.
      await client.cancelQueries({ queryKey: scoped() });
      await client.invalidateQueries({ queryKey: scoped() });
      const { done } = options;
      if (done) toast(typeof done === 'function' ? done(output, input) : done);
      await options.onSuccess?.(output, input, ...rest);
    },
    onError(error) {
      if (!options.isSilent) toast(reasonOf(error), { tone: 'bad' });
    },
  });
}

/** Why something failed, for people. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Problem)) return 'Something went wrong. Reload the page and try again.';
  if (error.isOffline) return 'The server cannot be reached. Check the connection and try again.';
  if (error.status === 403)
    return 'Your role does not allow this. Ask an owner or an admin of the organization.';
  return error.message;
}
