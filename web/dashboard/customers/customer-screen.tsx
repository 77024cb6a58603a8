import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { customerName } from '../shared/customer-link.tsx';
import { useAddressState } from '../shared/filters.tsx';
import { dayAndTime } from '../shared/format.ts';
import { Loaded } from '../shared/loaded.tsx';
import type { Customer } from '../shared/objects.ts';
import { Columns, Page } from '../shared/page.tsx';
import { CustomerActions } from './customer-actions.tsx';
import { CustomerFacts } from './customer-facts.tsx';
import { CustomerMails } from './customer-mails.tsx';
import { CustomerMembers } from './customer-members.tsx';
import { CustomerPurchases } from './customer-purchases.tsx';
import { CustomerTimeline } from './customer-timeline.tsx';
import { useCustomer } from './use-customers.ts';

const tabs = ['purchases', 'timeline', 'members', 'mails'] as const;
type TabName = (typeof tabs)[number];

export default function CustomerScreen() {
  const customer = useCustomer();
  return (
    <Loaded query={customer} what="This customer">
      {(data) => <Shown key={data.id} customer={data} />}
    </Loaded>
  );
}

function Shown({ customer }: { customer: Customer }) {
  const [{ tab }, change] = useAddressState();
  const shown = tabs.find((name) => name === tab) ?? 'purchases';
  const content: Record<TabName, { label: string; content: React.ReactNode }> = {
    purchases: { label: 'Purchases', content: <CustomerPurchases customer={customer} /> },
    timeline: { label: 'Timeline', content: <CustomerTimeline customer={customer} /> },
    members: { label: 'Members and seats', content: <CustomerMembers customer={customer} /> },
    mails: { label: 'Emails', content: <CustomerMails customer={customer} /> },
  };
  return (
    <Page
      title={customerName(customer)}
      trail={[{ label: 'Customers', to: ['customers'] }]}
      badge={
        <>
          {customer.archived_at && <Badge>Archived</Badge>}
          {customer.type === 'team' && <Badge tone="info">Team</Badge>}
          {customer.email_verified && <Badge tone="good">Email verified</Badge>}
        </>
      }
      description={
        <span className="inline-flex flex-wrap items-center gap-x-1">
          {customer.name && customer.email && (
            <>
              {customer.email}
              <CopyButton text={customer.email} label="Copy the email address" />
            </>
          )}
          <span className="font-mono text-[0.8125rem] text-ink-faint">{customer.id}</span>
          <CopyButton text={customer.id} label="Copy the ID" />
        </span>
      }
      actions={<CustomerActions customer={customer} />}
    >
      {customer.archived_at && (
        <Notice tone="warn" className="mb-5">
          Archived on {dayAndTime(customer.archived_at)}: nothing is sold to this customer, and nothing
          renews.
        </Notice>
      )}
      <Columns
        main={
          <Tabs
            label="About this customer"
            value={shown}
            onChange={(value) => change({ tab: value === 'purchases' ? undefined : value })}
            tabs={tabs.map((value) => ({ value, ...content[value] }))}
          />
        }
        aside={<CustomerFacts customer={customer} />}
      />
    </Page>
  );
}
