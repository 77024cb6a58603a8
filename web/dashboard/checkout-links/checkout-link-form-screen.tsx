import { useNavigate, useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useForm } from '../../ui/use-form.ts';
import { useProduct } from '../products/use-products.ts';
import { useMay } from '../session.ts';
import { useAddressState } from '../shared/filters.tsx';
import { FormFooter } from '../shared/form-footer.tsx';
import { useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { CheckoutLink, Product } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useAct } from '../shared/queries.ts';
import { Refused } from '../shared/refused.tsx';
import { untangled } from '../shared/untangled.ts';
import { emptyLink, type LinkDraft, linkDraft, readLink } from './link-draft.ts';
import { LinkFields } from './link-fields.tsx';
import { linkName, useCheckoutLink } from './use-checkout-links.ts';

export default function CheckoutLinkFormScreen() {
  const { id } = useParams({ strict: false }) as { id?: string };
  if (!useMay('checkout_links:write')) {
    return <Refused title={id ? 'Edit checkout link' : 'New checkout link'} />;
  }
  return id ? <EditLink /> : <NewLink />;
}

/** The address may name the product that it is to sell. */
function NewLink() {
  const [{ product: id }] = useAddressState();
  const product = useProduct(id ?? '');
  if (id === undefined) return <NewForm />;
  return (
    <Loaded query={product} what="This product">
      {(found) => <NewForm product={found} />}
    </Loaded>
  );
}

function NewForm({ product }: { product?: Product }) {
  const navigate = useNavigate();
  const address = useAddress();
  const create = useAct(
    async (draft: LinkDraft) => {
      const body = { ...readLink(draft), payment_processor: 'stripe' as const };
      return untangled(answerOf(polar.POST('/v1/checkout-links/', { body })), 'CheckoutLinkCreateProducts');
    },
    {
      done: 'Checkout link created.',
      isSilent: true,
      onSuccess: ({ id }) => navigate({ to: address('checkout-links', id) }),
    },
  );
  const form = useForm(emptyLink(product), create.mutateAsync);
  return (
    <Page
      title="New checkout link"
      trail={[{ label: 'Checkout links', to: ['checkout-links'] }]}
      width="narrow"
    >
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <LinkFields form={form} />
        <FormFooter form={form} action="Create checkout link" cancelTo={['checkout-links']} />
      </form>
    </Page>
  );
}

function EditLink() {
  const link = useCheckoutLink();
  return (
    <Loaded query={link} what="This checkout link">
      {(found) => <EditForm key={found.id} link={found} />}
    </Loaded>
  );
}

function EditForm({ link }: { link: CheckoutLink }) {
  const navigate = useNavigate();
  const address = useAddress();
  const change = useAct(
    async (draft: LinkDraft) =>
      untangled(
        answerOf(
          polar.PATCH('/v1/checkout-links/{id}', {
            params: { path: { id: link.id } },
            body: readLink(draft, link.metadata),
          }),
        ),
      ),
    {
      done: 'Saved.',
      isSilent: true,
      onSuccess: () => navigate({ to: address('checkout-links', link.id) }),
    },
  );
  const form = useForm(linkDraft(link), change.mutateAsync);
  return (
    <Page
      title="Edit checkout link"
      trail={[
        { label: 'Checkout links', to: ['checkout-links'] },
        { label: linkName(link), to: ['checkout-links', link.id] },
      ]}
      width="narrow"
    >
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <LinkFields form={form} />
        <FormFooter form={form} action="Save" cancelTo={['checkout-links', link.id]} />
      </form>
    </Page>
  );
}
