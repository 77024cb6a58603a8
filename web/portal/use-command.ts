import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '../ui/toast.tsx';

/**
 * Does something on the server, tells that it is done, and has everything read anew: what one act changes (a charge, a new
 * card) shows in many places. What failed is told where it was asked for.
 */
export function useCommand<Input, Output>(
  act: (input: Input) => Promise<Output>,
  options: { done?: string; onDone?(output: Output): void } = {},
): UseMutationResult<Output, Error, Input> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    async onSuccess(output) {
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'branding' });
      if (options.done) toast(options.done);
      options.onDone?.(output);
    },
  });
}
