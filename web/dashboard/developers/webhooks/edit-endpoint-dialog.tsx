import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useForm } from '../../../ui/use-form.ts';
import { useWorkspace } from '../../session.ts';
import { FormError } from '../../shared/form-error.tsx';
import { useAct } from '../../shared/queries.ts';
import { type Endpoint, type EndpointUpdate, vendors, type WebhookLanguage } from '../objects.ts';
import { EndpointFields } from './endpoint-fields.tsx';

export function EditEndpointDialog({
  endpoint,
  language,
  onClose,
}: {
  endpoint: Endpoint;
  language: WebhookLanguage;
  onClose(): void;
}) {
  const { mode } = useWorkspace();
  const { id, dialect, contract } = endpoint;
  const save = useAct(
    (body: EndpointUpdate) =>
      answerOf(florin.PATCH('/florin/v1/webhooks/endpoints/{id}', { params: { path: { id } }, body })),
    { done: 'Endpoint saved.', isSilent: true },
  );
  const form = useForm(
    {
      url: endpoint.url,
      name: endpoint.name ?? '',
      event_types: endpoint.event_types,
      format: endpoint.format,
      signature_scheme: endpoint.signature_scheme ?? '',
    },
    async ({ url, name, event_types, format, signature_scheme }) => {
      await save.mutateAsync({
        url: url.trim(),
        name: name.trim() || null,
        event_types,
        format,
        ...(signature_scheme ? { signature_scheme } : {}),
      });
      onClose();
    },
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title="Edit endpoint"
      description={`It speaks ${vendors[dialect]} ${contract}: that stays as it was made.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="edit-endpoint" isBusy={form.isBusy}>
            Save
          </Button>
        </>
      }
    >
      <form id="edit-endpoint" onSubmit={form.submit} noValidate className="flex flex-col gap-5 pt-1">
        <EndpointFields form={form} language={language} mode={mode} />
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
