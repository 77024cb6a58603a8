import { useMutation } from '@tanstack/react-query';
import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { toast } from '../../ui/toast.tsx';
import { useProblemText } from '../problem-text.ts';

export type Document = { kind: 'invoice' | 'receipt' | 'credit_note'; id: string };

function addressOf({ kind, id }: Document): Promise<{ url: string }> {
  const params = { path: { id } };
  switch (kind) {
    case 'invoice':
      return answerOf(polar.GET('/v1/customer-portal/orders/{id}/invoice', { params }));
    case 'receipt':
      return answerOf(polar.GET('/v1/customer-portal/orders/{id}/receipt', { params }));
    case 'credit_note':
      return answerOf(florin.GET('/florin/v1/customer-portal/credit-notes/{id}/document', { params }));
  }
}

/** Fetches a document: its address is good for minutes only, so it is asked for when it is wanted. */
export function useDownload() {
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async (document: Document) => {
      const { url } = await addressOf(document);
      // It is sent as an attachment: the page stays.
      location.assign(url);
    },
    onError: (error) => toast(textOf(error), { tone: 'bad' }),
  });
}
