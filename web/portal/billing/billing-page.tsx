import { useQuery } from '@tanstack/react-query';
import { customerQuery } from '../queries.ts';
import { CardSkeleton, Loaded } from '../shell/loaded.tsx';
import { Page } from '../shell/page.tsx';
import { useWords } from '../words.ts';
import { CustomerForm } from './customer-form.tsx';
import { EmailCard } from './email-card.tsx';

export function BillingPage() {
  const { say } = useWords();
  const query = useQuery(customerQuery);
  return (
    <Page title={say('navBilling')} description={say('billingText')}>
      <Loaded query={query} skeleton={<CardSkeleton lines={6} />}>
        {(customer) => (
          <>
            <CustomerForm customer={customer} />
            <EmailCard customer={customer} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
