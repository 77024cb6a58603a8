import type { Order } from '../shared/objects.ts';

export const billingReasons: Record<Order['billing_reason'], string> = {
  purchase: 'Purchase',
  subscription_create: 'New subscription',
  subscription_cycle: 'Renewal',
  subscription_update: 'Change of a subscription',
  subscription_meter_cycle: 'Usage',
};
