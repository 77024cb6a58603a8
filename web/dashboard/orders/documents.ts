import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';

const byId = (id: string) => ({ params: { path: { id } } });

/** The address of an order's PDF, made anew where it would show something else by now. */
export async function invoiceDocument(id: string): Promise<string> {
  await answerOf(polar.POST('/v1/orders/{id}/invoice', byId(id)));
  return (await answerOf(polar.GET('/v1/orders/{id}/invoice', byId(id)))).url;
}

export async function receiptDocument(id: string): Promise<string> {
  return (await answerOf(polar.GET('/v1/orders/{id}/receipt', byId(id)))).url;
}

export async function creditNoteDocument(id: string): Promise<string> {
  return (await answerOf(florin.GET('/florin/v1/credit-notes/{id}/document', byId(id)))).url;
}

/** Has the browser keep a file. */
export function download(url: string): void {
  const link = Object.assign(document.createElement('a'), { href: url, download: '' });
  link.click();
}
