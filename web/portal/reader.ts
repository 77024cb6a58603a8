import { useQuery } from '@tanstack/react-query';
import { customerQuery, organizationQuery, userQuery } from './queries.ts';

/** Who reads the portal, and what of it is theirs to see. */
export function useReader() {
  const { data: user } = useQuery(userQuery);
  const { data: customer } = useQuery(customerQuery);
  const { data: shop } = useQuery(organizationQuery);
  const isTeam = customer?.type === 'team';
  const isMember = user?.type === 'member';
  const managesBilling = user !== undefined && (!isMember || user.role !== 'member');
  const settings = shop?.organization.customer_portal_settings;
  const allowsUpdates = shop?.organization.allow_customer_updates ?? false;
  return {
    user,
    customer,
    /** Of a team's people some may only use what was bought. */
    managesBilling,
    hasTeam: isTeam && managesBilling,
    /** For managing a team's people a person must be answerable. */
    managesMembers: isTeam && isMember && managesBilling,
    /** What the merchant lets customers do themselves. */
    may: {
      changePlan: allowsUpdates && (settings?.subscription.update_plan ?? false),
      changeSeats: allowsUpdates && (settings?.subscription.update_seats ?? false),
      pause: settings?.subscription.pause ?? false,
      changeEmail: !isTeam && (settings?.customer?.allow_email_change ?? false),
    },
  };
}
