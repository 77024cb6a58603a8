import { Link, useNavigate } from '@tanstack/react-router';
import { ExternalLink, Pencil } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { useMay } from '../session.ts';
import { day, number } from '../shared/format.ts';
import { IdFact } from '../shared/id-fact.tsx';
import { ScreenLink, textLink, useAddress } from '../shared/links.tsx';
import { Loaded } from '../shared/loaded.tsx';
import { MetadataFacts } from '../shared/metadata.tsx';
import type { CheckoutLink, Product } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { productPriceWords } from '../shared/price-words.ts';
import { ProductState } from '../shared/status.tsx';
import { linkName, useCheckoutLink, useDeleteCheckoutLink } from './use-checkout-links.ts';

export default function CheckoutLinkScreen() {
  const link = useCheckoutLink();
  return (
    <Loaded query={link} what="This checkout link">
      {(found) => (
        <Page
          title={linkName(found)}
          trail={[{ label: 'Checkout links', to: ['checkout-links'] }]}
          actions={<Actions link={found} />}
        >
          <Columns main={<Main link={found} />} aside={<Aside link={found} />} />
        </Page>
      )}
    </Loaded>
  );
}

function Actions({ link }: { link: CheckoutLink }) {
  const [isAsked, setAsked] = useState(false);
  const address = useAddress();
  const navigate = useNavigate();
  const remove = useDeleteCheckoutLink();
  const mayWrite = useMay('checkout_links:write');
  return (
    <>
      {mayWrite && (
        <Button look="danger-outline" onClick={() => setAsked(true)}>
          Delete
        </Button>
      )}
      <Button asChild>
        <a href={link.url} target="_blank" rel="noreferrer">
          <ExternalLink /> Open
        </a>
      </Button>
      {mayWrite && (
        <Button look="primary" asChild>
          <Link to={address('checkout-links', link.id, 'edit')}>
            <Pencil /> Edit
          </Link>
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Delete ${linkName(link)}?`}
        description="Its address stops working wherever you have shared it. This cannot be undone."
        action="Delete link"
        onConfirm={async () => {
          await remove.mutateAsync(link);
          navigate({ to: address('checkout-links') });
        }}
      />
    </>
  );
}

function Main({ link }: { link: CheckoutLink }) {
  return (
    <>
      <Card
        title="Address"
        description="Add ?customer_email=… or ?discount_code=… to prefill the checkout. utm_source and the like are kept with it."
      >
        <div className="flex items-center gap-1 rounded-lg border border-line bg-sunken py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 truncate text-[0.8125rem]">{link.url}</code>
          <CopyButton text={link.url} label="Copy the address" />
        </div>
      </Card>
      <Card
        title="Products"
        isFlush
        {...(link.products.length > 1 ? { description: 'The buyer chooses one of them.' } : {})}
      >
        <ul className="divide-y divide-line border-line border-t">
          {link.products.map((product) => (
            <li key={product.id} className="flex items-center justify-between gap-4 px-5 py-2.5 text-sm">
              <span className="min-w-0">
                <ScreenLink to={['products', product.id]} className={textLink}>
                  {product.name}
                </ScreenLink>
                <span className="block text-[0.8125rem] text-ink-soft">
                  {productPriceWords(product as Product)}
                </span>
              </span>
              <ProductState product={product} />
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

function Aside({ link }: { link: CheckoutLink }) {
  const discount = link.discount as { id: string; name: string } | null;
  const { trial_interval: trial, trial_interval_count: count } = link;
  return (
    <>
      <Card title="Details">
        <Facts>
          <Fact name="Discount">
            {discount ? (
              <ScreenLink to={['discounts', discount.id]} className={textLink}>
                {discount.name}
              </ScreenLink>
            ) : (
              'None'
            )}
          </Fact>
          <Fact name="Codes">{link.allow_discount_codes ? 'Allowed' : 'Not asked for'}</Fact>
          <Fact name="Trial">{trial ? `${count} ${trial}${count === 1 ? '' : 's'}` : 'Product default'}</Fact>
          <Fact name="Address">
            {link.require_billing_address ? 'The whole billing address' : 'Only what tax requires'}
          </Fact>
          {link.seats !== null && <Fact name="Seats">{number(link.seats)}</Fact>}
          {link.units !== null && <Fact name="Units">{number(link.units)}</Fact>}
          <Fact name="Afterwards">{link.success_url ?? 'Our confirmation page'}</Fact>
          {link.return_url && <Fact name="Back to">{link.return_url}</Fact>}
          <Fact name="Created">{day(link.created_at)}</Fact>
          <IdFact id={link.id} />
        </Facts>
      </Card>
      <Card title="Metadata">
        <MetadataFacts metadata={link.metadata} />
      </Card>
    </>
  );
}
