import { useNavigate, useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useForm } from '../../ui/use-form.ts';
import { useSeller } from '../products/use-products.ts';
import { useMay, useWorkspace } from '../session.ts';
import { FormFooter } from '../shared/form-footer.tsx';
import { useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { Discount } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useAct } from '../shared/queries.ts';
import { Refused } from '../shared/refused.tsx';
import { untangled } from '../shared/untangled.ts';
import {
  changedDiscount,
  type DiscountDraft,
  discountDraft,
  emptyDiscount,
  newDiscount,
} from './discount-draft.ts';
import { DiscountFields } from './discount-fields.tsx';
import { useDiscount } from './use-discounts.ts';

export default function DiscountFormScreen() {
  const { id } = useParams({ strict: false }) as { id?: string };
  if (!useMay('discounts:write')) return <Refused title={id ? 'Edit discount' : 'New discount'} />;
  return id ? <EditDiscount /> : <NewDiscount />;
}

function NewDiscount() {
  const { organization } = useWorkspace();
  const seller = useSeller(organization.id);
  return (
    <Loaded query={seller} what="The organization">
      {({ default_presentment_currency: currency }) => <NewForm currency={currency} />}
    </Loaded>
  );
}

function NewForm({ currency }: { currency: string }) {
  const navigate = useNavigate();
  const address = useAddress();
  const create = useAct(
    async (draft: DiscountDraft) =>
      untangled(answerOf(polar.POST('/v1/discounts/', { body: newDiscount(draft) }))),
    {
      done: ({ name }) => `${name} created.`,
      isSilent: true,
      onSuccess: ({ id }) => navigate({ to: address('discounts', id) }),
    },
  );
  const form = useForm(emptyDiscount(currency), create.mutateAsync);
  return (
    <Page title="New discount" trail={[{ label: 'Discounts', to: ['discounts'] }]} width="narrow">
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <DiscountFields form={form} />
        <FormFooter form={form} action="Create discount" cancelTo={['discounts']} />
      </form>
    </Page>
  );
}

function EditDiscount() {
  const discount = useDiscount();
  const { organization } = useWorkspace();
  const seller = useSeller(organization.id);
  return (
    <Loaded query={discount} what="This discount">
      {(found) => (
        <EditForm
          key={found.id}
          discount={found}
          currency={seller.data?.default_presentment_currency ?? 'usd'}
        />
      )}
    </Loaded>
  );
}

function EditForm({ discount, currency }: { discount: Discount; currency: string }) {
  const navigate = useNavigate();
  const address = useAddress();
  const first = discountDraft(discount, currency);
  const change = useAct(
    async (draft: DiscountDraft) =>
      untangled(
        answerOf(
          polar.PATCH('/v1/discounts/{id}', {
            params: { path: { id: discount.id } },
            body: changedDiscount(draft, discount, first),
          }),
        ),
      ),
    {
      done: 'Saved.',
      isSilent: true,
      onSuccess: () => navigate({ to: address('discounts', discount.id) }),
    },
  );
  const form = useForm(first, change.mutateAsync);
  return (
    <Page
      title="Edit discount"
      trail={[
        { label: 'Discounts', to: ['discounts'] },
        { label: discount.name, to: ['discounts', discount.id] },
      ]}
      width="narrow"
    >
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <DiscountFields form={form} discount={discount} />
        <FormFooter form={form} action="Save" cancelTo={['discounts', discount.id]} />
      </form>
    </Page>
  );
}
