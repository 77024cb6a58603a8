import { useNavigate, useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { useMay, useWorkspace } from '../session.ts';
import { useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import type { Product } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { useAct } from '../shared/queries.ts';
import { Refused } from '../shared/refused.tsx';
import { untangled } from '../shared/untangled.ts';
import { changedProduct, draftOf, emptyDraft, newProduct, type ProductDraft } from './product-draft.ts';
import { ProductForm } from './product-form.tsx';
import { updateProduct, useProduct, useSeller } from './use-products.ts';

export default function ProductFormScreen() {
  const { id } = useParams({ strict: false }) as { id?: string };
  if (!useMay('products:write')) return <Refused title={id ? 'Edit product' : 'New product'} />;
  return id ? <EditProduct /> : <NewProduct />;
}

function NewProduct() {
  const { organization } = useWorkspace();
  const seller = useSeller(organization.id);
  const navigate = useNavigate();
  const address = useAddress();
  const create = useAct(
    (draft: ProductDraft) => {
      const body = newProduct(draft);
      return untangled(
        answerOf(polar.POST('/v1/products/', { body })),
        draft.isRecurring ? 'ProductCreateRecurring' : 'ProductCreateOneTime',
      );
    },
    {
      done: ({ name }) => `${name} created.`,
      isSilent: true,
      onSuccess: ({ id }) => navigate({ to: address('products', id) }),
    },
  );
  return (
    <Loaded query={seller} what="The organization">
      {({ default_presentment_currency: currency }) => (
        <Page title="New product" trail={[{ label: 'Products', to: ['products'] }]}>
          <ProductForm
            initial={emptyDraft(currency)}
            send={create.mutateAsync}
            action="Create product"
            cancelTo={['products']}
          />
        </Page>
      )}
    </Loaded>
  );
}

function EditProduct() {
  const product = useProduct();
  return (
    <Loaded query={product} what="This product">
      {(found) => <EditScreen key={found.id} product={found} />}
    </Loaded>
  );
}

function EditScreen({ product }: { product: Product }) {
  const navigate = useNavigate();
  const address = useAddress();
  const change = useAct(
    (draft: ProductDraft) => untangled(updateProduct(product.id, changedProduct(draft, product))),
    {
      done: 'Saved.',
      isSilent: true,
      onSuccess: () => navigate({ to: address('products', product.id) }),
    },
  );
  return (
    <Page
      title="Edit product"
      trail={[
        { label: 'Products', to: ['products'] },
        { label: product.name, to: ['products', product.id] },
      ]}
    >
      <ProductForm
        initial={draftOf(product)}
        product={product}
        send={change.mutateAsync}
        action="Save"
        cancelTo={['products', product.id]}
      />
    </Page>
  );
}
