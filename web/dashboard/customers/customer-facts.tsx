import { Badge } from '../../ui/badge.tsx';
import { Card, Fact, Facts } from '../../ui/card.tsx';
import { AddressLines } from '../shared/address-lines.tsx';
import { day, money } from '../shared/format.ts';
import { MetadataFacts } from '../shared/metadata.tsx';
import type { Customer } from '../shared/objects.ts';

const languages = new Intl.DisplayNames(['en'], { type: 'language' });

/** What is known of a customer. */
export function CustomerFacts({ customer }: { customer: Customer }) {
  const { locale } = customer;
  return (
    <>
      <MoneyCard customer={customer} />
      <Card title="Details">
        <Facts>
          {!customer.email && <Fact name="Email">{null}</Fact>}
          <Fact name="External ID">
            {customer.external_id && (
              <span className="font-mono text-[0.8125rem]">{customer.external_id}</span>
            )}
          </Fact>
          {customer.phone && <Fact name="Phone">{customer.phone}</Fact>}
          {customer.description && <Fact name="Note">{customer.description}</Fact>}
          <Fact name="Language">{locale && `${languages.of(locale)}`}</Fact>
          <Fact name="Since">{day(customer.created_at)}</Fact>
        </Facts>
      </Card>
      <Card title="Billing">
        <Facts>
          <Fact name="Billed to">{customer.billing_name ?? customer.name}</Fact>
          <Fact name="Address">
            {customer.billing_address && <AddressLines address={customer.billing_address} />}
          </Fact>
          {customer.shipping_address && (
            <Fact name="Ships to">
              <AddressLines address={customer.shipping_address} />
            </Fact>
          )}
          <Fact name="Tax IDs">
            {customer.tax_ids.length > 0 ? (
              <span className="flex flex-col gap-1">
                {customer.tax_ids.map(({ value, format }) => (
                  <span key={value}>
                    <span className="font-mono text-[0.8125rem]">{value}</span>{' '}
                    <span className="text-ink-faint text-xs">
                      {format.replaceAll('_', ' ').toUpperCase()}
                    </span>
                  </span>
                ))}
              </span>
            ) : null}
          </Fact>
          {customer.tax_exempt && (
            <Fact name="Tax">
              <Badge tone="info">Exempt</Badge>
            </Fact>
          )}
        </Facts>
      </Card>
      <Card title="Metadata">
        <MetadataFacts metadata={customer.metadata} />
      </Card>
    </>
  );
}

function MoneyCard({ customer }: { customer: Customer }) {
  const { total_spent, balances } = customer;
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-4">
        <Sum name="Spent" amounts={total_spent} />
        <Sum
          name="Balance"
          amounts={balances}
          hint={balances.some(({ amount }) => amount > 0) ? 'Credit' : undefined}
        />
      </dl>
    </Card>
  );
}

function Sum({
  name,
  amounts,
  hint,
}: {
  name: string;
  amounts: readonly { currency: string; amount: number }[];
  hint?: string | undefined;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem]/5 text-ink-soft">{name}</dt>
      <dd className="mt-0.5 font-semibold text-base/6 tabular-nums">
        {amounts.length === 0 ? (
          <span className="text-ink-faint">–</span>
        ) : (
          amounts.map(({ amount, currency }) => (
            <span key={currency} className="block">
              {money(amount, currency)}
            </span>
          ))
        )}
        {hint && <span className="block font-normal text-ink-soft text-xs">{hint}</span>}
      </dd>
    </div>
  );
}
