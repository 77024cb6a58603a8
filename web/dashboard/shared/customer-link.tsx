import { ScreenLink, textLink } from './links.tsx';

type Named = { id: string; name: string | null; email: string | null };

/** How a customer is called: by name, else by email. */
export const customerName = ({ name, email }: Pick<Named, 'name' | 'email'>) =>
  name || email || 'Unnamed customer';

export function CustomerLink({ customer }: { customer: Named }) {
  return (
    <ScreenLink to={['customers', customer.id]} className={textLink}>
      {customerName(customer)}
    </ScreenLink>
  );
}
