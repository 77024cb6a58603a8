import { useNavigate } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Card } from '../../ui/card.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useProduct } from '../products/use-products.ts';
import { useMay } from '../session.ts';
import { AmountInput, fieldProblem, readOptionalAmount } from '../shared/amount-input.tsx';
import { customers, oneTimeProducts } from '../shared/choices.ts';
import { FormFooter } from '../shared/form-footer.tsx';
import { useAddress } from '../shared/links.tsx';
import { type MetadataEntry, MetadataFields, metadataOf } from '../shared/metadata.tsx';
import { Page } from '../shared/page.tsx';
import { type Choice, Pick } from '../shared/pick.tsx';
import { useAct } from '../shared/queries.ts';
import { Refused } from '../shared/refused.tsx';

type Draft = {
  customer: Choice | undefined;
  product: Choice | undefined;
  amount: string;
  description: string;
  metadata: MetadataEntry[];
};

export default function NewOrderScreen() {
  return useMay('orders:write') ? <NewOrder /> : <Refused title="New order" />;
}

/** A draft, to be charged to a card that the customer left. */
function NewOrder() {
  const navigate = useNavigate();
  const address = useAddress();
  const create = useAct(
    ({ customer, product, amount, description, metadata, currency }: Draft & { currency: string }) => {
      if (!customer) throw fieldProblem('customer_id', 'Choose a customer.');
      if (!product) throw fieldProblem('product_id', 'Choose a product.');
      return answerOf(
        polar.POST('/v1/orders/', {
          body: {
            customer_id: customer.id,
            product_id: product.id,
            amount: readOptionalAmount(amount, currency, 'amount'),
            description: description.trim() || null,
            metadata: metadataOf(metadata),
          },
        }),
      );
    },
    {
      done: 'Draft created.',
      isSilent: true,
      onSuccess: ({ id }) => navigate({ to: address('orders', id) }),
    },
  );
  const form = useForm<Draft>(
    { customer: undefined, product: undefined, amount: '', description: '', metadata: [] },
    (draft) => create.mutateAsync({ ...draft, currency }),
  );
  const { values } = form;
  const product = useProduct(values.product?.id ?? '');
  const currency = product.data?.prices[0]?.price_currency ?? 'usd';
  return (
    <Page
      title="New order"
      description="For a customer with a card on file. Review the draft, then charge it."
      trail={[{ label: 'Orders', to: ['orders'] }]}
      width="narrow"
    >
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <Card>
          <div className="flex flex-col gap-4">
            <Field label="Customer" isRequired error={form.errorOf('customer_id')}>
              <Pick
                source={customers}
                value={values.customer}
                placeholder="Choose a customer"
                onChange={(customer) => form.set('customer', customer)}
              />
            </Field>
            <Field label="Product" isRequired hint="A one-time product." error={form.errorOf('product_id')}>
              <Pick
                source={oneTimeProducts}
                value={values.product}
                placeholder="Choose a product"
                onChange={(choice) => form.set('product', choice)}
              />
            </Field>
            <Field
              label="Amount"
              aside="Optional"
              hint="Replaces the product’s price."
              error={form.errorOf('amount') ?? form.errorOf('currency')}
            >
              <AmountInput
                currency={currency}
                value={values.amount}
                onChange={(amount) => form.set('amount', amount)}
              />
            </Field>
            <Field
              label="Description"
              aside="Optional"
              hint="Replaces the product’s name on the invoice."
              error={form.errorOf('description')}
            >
              <TextArea
                rows={2}
                maxLength={500}
                value={values.description}
                onChange={(event) => form.set('description', event.target.value)}
              />
            </Field>
          </div>
        </Card>
        <Card title="Metadata">
          <MetadataFields
            entries={values.metadata}
            onChange={(metadata) => form.set('metadata', metadata)}
            error={form.errorOf('metadata')}
          />
        </Card>
        <FormFooter form={form} action="Create draft" cancelTo={['orders']} />
      </form>
    </Page>
  );
}
