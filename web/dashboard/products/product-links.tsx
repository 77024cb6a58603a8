import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useMay } from '../session.ts';
import { ScreenLink, textLink, useAddress } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Product } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';

const most = 20;

/** The checkout links that sell a product. */
export function ProductLinks({ product }: { product: Product }) {
  const address = useAddress();
  const mayWrite = useMay('checkout_links:write') && !product.is_archived;
  const links = useScopedQuery(['checkout-links', 'of', product.id], () =>
    answerOf(
      polar.GET('/v1/checkout-links/', {
        params: { query: { product_id: [product.id], limit: most, sorting: ['-created_at'] } },
      }),
    ),
  );
  return (
    <Card
      title="Checkout links"
      isFlush
      actions={
        mayWrite && (
          <Button size="small" asChild>
            <Link to={address('checkout-links', 'new')} search={{ product: product.id } as never}>
              <Plus /> Create checkout link
            </Link>
          </Button>
        )
      }
    >
      <LoadedPart query={links}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 pb-5 text-ink-soft text-sm/6">
              None yet. A checkout link is an address you can share anywhere. Everyone who opens it can buy.
            </p>
          ) : (
            <ul className="divide-y divide-line border-line border-t">
              {items.map((link) => (
                <li key={link.id} className="flex items-center gap-2 py-1.5 pr-3 pl-5 text-sm">
                  <span className="min-w-0 flex-1">
                    <ScreenLink to={['checkout-links', link.id]} className={textLink}>
                      {link.label ?? 'Unnamed link'}
                    </ScreenLink>
                    <span className="block truncate text-ink-soft text-xs">{link.url}</span>
                  </span>
                  <CopyButton text={link.url} label={`Copy the address of ${link.label ?? 'the link'}`} />
                </li>
              ))}
            </ul>
          )
        }
      </LoadedPart>
    </Card>
  );
}
