import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMay } from '../session.ts';
import { FormFooter } from '../shared/form-footer.tsx';
import { useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { CustomField, CustomFieldUpdate } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useAct } from '../shared/queries.ts';
import { Refused } from '../shared/refused.tsx';
import { untangled } from '../shared/untangled.ts';
import { emptyField, type FieldDraft, fieldDraft, readField } from './custom-field-draft.ts';
import { CustomFieldFields } from './custom-field-fields.tsx';
import { deleteCustomField, useCustomField } from './use-custom-fields.ts';

const list = ['products', 'custom-fields'];
const trail = [
  { label: 'Products', to: ['products'] },
  { label: 'Custom fields', to: list },
];

export default function CustomFieldFormScreen() {
  const { id } = useParams({ strict: false }) as { id?: string };
  if (!useMay('custom_fields:write'))
    return <Refused title={id ? 'Edit custom field' : 'New custom field'} />;
  return id ? <EditField /> : <NewField />;
}

function NewField() {
  const navigate = useNavigate();
  const address = useAddress();
  const create = useAct(
    async (draft: FieldDraft) =>
      untangled(answerOf(polar.POST('/v1/custom-fields/', { body: readField(draft) }))),
    {
      done: ({ name }) => `${name} created.`,
      isSilent: true,
      onSuccess: () => navigate({ to: address(...list) }),
    },
  );
  const form = useForm(emptyField, create.mutateAsync);
  return (
    <Page title="New custom field" trail={trail} width="narrow">
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <CustomFieldFields form={form} isMade={false} />
        <FormFooter form={form} action="Create custom field" cancelTo={list} />
      </form>
    </Page>
  );
}

function EditField() {
  const field = useCustomField();
  return (
    <Loaded query={field} what="This custom field">
      {(found) => <EditForm key={found.id} field={found} />}
    </Loaded>
  );
}

function EditForm({ field }: { field: CustomField }) {
  const [isAsked, setAsked] = useState(false);
  const navigate = useNavigate();
  const address = useAddress();
  const change = useAct(
    async (draft: FieldDraft) =>
      untangled(
        answerOf(
          polar.PATCH('/v1/custom-fields/{id}', {
            params: { path: { id: field.id } },
            body: readField(draft, field.metadata) as CustomFieldUpdate,
          }),
        ),
      ),
    { done: 'Saved.', isSilent: true, onSuccess: () => navigate({ to: address(...list) }) },
  );
  const remove = useAct(() => deleteCustomField(field.id), { done: 'Custom field deleted.' });
  const form = useForm(fieldDraft(field), change.mutateAsync);
  return (
    <Page
      title={field.name}
      trail={trail}
      width="narrow"
      actions={
        <Button look="danger-outline" onClick={() => setAsked(true)}>
          Delete
        </Button>
      }
    >
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <CustomFieldFields form={form} isMade />
        <FormFooter form={form} action="Save" cancelTo={list} />
      </form>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Delete ${field.name}?`}
        description="Checkouts stop asking for it. Answers already given stay with their orders. This cannot be undone."
        action="Delete field"
        onConfirm={async () => {
          await remove.mutateAsync(undefined);
          navigate({ to: address(...list) });
        }}
      />
    </Page>
  );
}
