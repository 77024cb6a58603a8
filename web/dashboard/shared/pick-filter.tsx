import { florin, polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { customers, discountChoice, discounts, productChoice, products } from './choices.ts';
import { customerName } from './customer-link.tsx';
import { useAddressState } from './filters.tsx';
import { type Choice, Pick } from './pick.tsx';
import { useScopedQuery } from './queries.ts';

type Source = Parameters<typeof Pick>[0]['source'];

/** Those of one of many: its id stands in the address. */
function PickFilter({
  label,
  name,
  source,
  find,
}: {
  label: string;
  name: string;
  source: Source;
  /** What an id of the address stands for. */
  find(id: string): Promise<Choice>;
}) {
  const [state, change] = useAddressState();
  const id = state[name];
  const found = useScopedQuery(['pick', source.name, 'one', id], () => find(id ?? ''), {
    isEnabled: id !== undefined,
  });
  return (
    <Pick
      className="w-auto max-sm:flex-auto sm:max-w-64"
      isFilter
      label={label}
      source={source}
      placeholder={`${label}: All`}
      isClearable
      value={id === undefined ? undefined : (found.data ?? { id, label: `${label} …` })}
      onChange={(choice) => change({ [name]: choice?.id })}
    />
  );
}

export const ProductFilter = () => (
  <PickFilter
    label="Product"
    name="product"
    source={products}
    find={async (id) =>
      productChoice(await answerOf(polar.GET('/v1/products/{id}', { params: { path: { id } } })))
    }
  />
);

export const CustomerFilter = () => (
  <PickFilter
    label="Customer"
    name="customer"
    source={customers}
    find={async (id) => {
      const customer = await answerOf(florin.GET('/florin/v1/customers/{id}', { params: { path: { id } } }));
      return { id, label: customerName(customer) };
    }}
  />
);

export const DiscountFilter = () => (
  <PickFilter
    label="Discount"
    name="discount"
    source={discounts}
    find={async (id) =>
      discountChoice(await answerOf(polar.GET('/v1/discounts/{id}', { params: { path: { id } } })))
    }
  />
);
