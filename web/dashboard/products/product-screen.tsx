import { Link } from '@tanstack/react-router';
import { Archive, ArchiveRestore, ExternalLink, Pencil } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { useMay } from '../session.ts';
import { day, every, number } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink, useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import { MetadataFacts } from '../shared/metadata.tsx';
import type { Price, Product } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { fineMoney, pricesByCurrency, priceWords, productPriceWords } from '../shared/price-words.ts';
import { ProductState } from '../shared/status.tsx';
import { useOpenCheckout } from '../shared/use-open-tab.ts';
import { CheckoutFrame } from './checkout-frame.tsx';
import { ProductLinks } from './product-links.tsx';
import { useNewCheckout, useSubscriberCount } from './use-product-surroundings.ts';
import { useArchiveProduct, useProduct } from './use-products.ts';

export default function ProductScreen() {
  const product = useProduct();
  return (
    <Loaded query={product} what="This product">
      {(found) => (
        <Page
          title={found.name}
          badge={<ProductState product={found} />}
          description={productPriceWords(found)}
          trail={[{ label: 'Products', to: ['products'] }]}
          actions={<Actions product={found} />}
        >
          <Columns main={<Main product={found} />} aside={<Aside product={found} />} />
        </Page>
      )}
    </Loaded>
  );
}

function Actions({ product }: { product: Product }) {
  const address = useAddress();
  const mayWrite = useMay('products:write');
  const mayOpen = useMay('checkouts:write');
  const archive = useArchiveProduct();
  const openCheckout = useOpenCheckout();
  const preview = useNewCheckout();
  return (
    <>
      {mayOpen && !product.is_archived && (
        <>
          <Button isBusy={preview.isPending} onClick={() => preview.mutate(product.id)}>
            Preview the checkout
          </Button>
          <Button isBusy={openCheckout.isPending} onClick={() => openCheckout.open(product.id)}>
            <ExternalLink /> Open checkout
          </Button>
          {preview.data && (
            <CheckoutFrame url={preview.data.url} name={product.name} onClose={preview.reset} />
          )}
        </>
      )}
      {mayWrite && (
        <>
          <Button
            isBusy={archive.isPending}
            onClick={() => archive.mutate({ product, isArchived: !product.is_archived })}
          >
            {product.is_archived ? <ArchiveRestore /> : <Archive />}
            {product.is_archived ? 'Put back on sale' : 'Archive'}
          </Button>
          <Button look="primary" asChild>
            <Link to={address('products', product.id, 'edit')}>
              <Pencil /> Edit
            </Link>
          </Button>
        </>
      )}
    </>
  );
}

function Main({ product }: { product: Product }) {
  return (
    <>
      <Card title="Prices" isFlush>
        <PriceTable product={product} />
      </Card>
      {product.description && (
        <Card title="Description">
          <p className="whitespace-pre-line text-sm/6">{product.description}</p>
        </Card>
      )}
      <ProductLinks product={product} />
    </>
  );
}

function PriceTable({ product }: { product: Product }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">Prices</caption>
        <thead>
          <tr className="border-line border-y text-ink-soft text-xs">
            <th scope="col" className="w-px whitespace-nowrap px-5 py-2 font-medium">
              Currency
            </th>
            <th scope="col" className="px-5 py-2 font-medium">
              Price
            </th>
            <th scope="col" className="px-5 py-2 font-medium max-sm:hidden">
              Tax
            </th>
          </tr>
        </thead>
        <tbody>
          {pricesByCurrency(product.prices).flatMap(([currency, prices]) =>
            prices.map((price, index) => (
              <tr key={price.id} className="border-line border-b align-top last:border-b-0">
                <td className="px-5 py-2.5">{index === 0 && currency.toUpperCase()}</td>
                <td className="px-5 py-2.5 tabular-nums">
                  {priceWords(price, product)}
                  <Tiers price={price} />
                  <p className="text-[0.8125rem] text-ink-soft sm:hidden">
                    Tax: {taxWords[price.tax_behavior ?? 'default'].toLowerCase()}
                  </p>
                </td>
                <td className="px-5 py-2.5 text-ink-soft max-sm:hidden">
                  {taxWords[price.tax_behavior ?? 'default']}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

const taxWords = {
  default: 'Organization default',
  location: 'By the buyer’s location',
  inclusive: 'Included',
  exclusive: 'Added',
};

/** What a price says beyond its first words: the bounds of a choice, the tiers. */
function Tiers({ price }: { price: Price }) {
  const currency = price.price_currency;
  if (price.amount_type === 'custom') {
    const { minimum_amount: least, maximum_amount: most, preset_amount: preset } = price;
    const parts = [
      least > 0 && `at least ${fineMoney(least, currency)}`,
      most !== null && `at most ${fineMoney(most, currency)}`,
      preset !== null && `${fineMoney(preset, currency)} proposed`,
    ].filter(Boolean);
    return parts.length > 0 && <p className="text-[0.8125rem] text-ink-soft">{parts.join(', ')}</p>;
  }
  const tiers = tiersOf(price);
  if (!tiers || (tiers.rows.length === 1 && tiers.rows[0]?.from === 1 && tiers.rows[0].to === null))
    return null;
  return (
    <ul className="mt-1 text-[0.8125rem]/5 text-ink-soft">
      {tiers.rows.length > 1 && (
        <li>
          {tiers.mode === 'volume' ? 'All at the price of the tier reached' : 'Each at the price of its tier'}
        </li>
      )}
      {tiers.rows.map(({ from, to, amount }) => (
        <li key={from}>
          {number(from)}
          {to === null ? ' and more' : ` to ${number(to)}`}: {fineMoney(amount, currency)} each
        </li>
      ))}
    </ul>
  );
}

function tiersOf(price: Price) {
  if (price.amount_type === 'seat_based') {
    const { seat_tier_type: mode, tiers } = price.seat_tiers;
    return {
      mode,
      rows: tiers.map(({ min_seats, max_seats, price_per_seat }) => ({
        from: min_seats,
        to: max_seats,
        amount: price_per_seat as number | string,
      })),
    };
  }
  if (price.amount_type !== 'unit_based') return undefined;
  const { type: mode, tiers } = price.tiers;
  return {
    mode,
    rows: tiers.map(({ bound, unit_amount }, index) => ({
      from: (tiers[index - 1]?.bound ?? 0) + 1,
      to: bound,
      amount: unit_amount as number | string,
    })),
  };
}

function Aside({ product }: { product: Product }) {
  const subscribers = useSubscriberCount(product.id);
  const trial = product.trial_interval;
  return (
    <>
      <Card title="Details">
        <Facts>
          <Fact name="Billed">
            {product.is_recurring
              ? `Every${every(product.recurring_interval, product.recurring_interval_count).replace(' /', '')}`
              : 'Once'}
          </Fact>
          {product.is_recurring && (
            <Fact name="Trial">
              {trial
                ? `${product.trial_interval_count} ${trial}${product.trial_interval_count === 1 ? '' : 's'}`
                : 'None'}
            </Fact>
          )}
          {product.is_recurring && (
            <Fact name="Subscribed">
              <ScreenLink to={['subscriptions']} search={{ product: product.id }} className={textLink}>
                {subscribers.data === undefined
                  ? '…'
                  : subscribers.data === 1
                    ? '1 subscription'
                    : `${number(subscribers.data)} subscriptions`}
              </ScreenLink>
            </Fact>
          )}
          <Fact name="Bought">
            <ScreenLink to={['orders']} search={{ product: product.id }} className={textLink}>
              Orders
            </ScreenLink>
          </Fact>
          <Fact name="Created">{day(product.created_at)}</Fact>
          <IdFact id={product.id} />
        </Facts>
      </Card>
      {product.attached_custom_fields.length > 0 && (
        <Card title="Custom fields">
          <ul className="flex flex-col gap-2 text-sm">
            {product.attached_custom_fields.map(({ custom_field: field, required }) => (
              <li key={field.id} className="flex items-center justify-between gap-3">
                <ScreenLink to={['products', 'custom-fields', field.id]} className={textLink}>
                  {field.name}
                </ScreenLink>
                {required && <Badge>Required</Badge>}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="Metadata">
        <MetadataFacts metadata={product.metadata} />
      </Card>
    </>
  );
}
