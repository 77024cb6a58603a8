import {
  Activity,
  ChartNoAxesColumn,
  CreditCard,
  FileText,
  KeyRound,
  Link2,
  type LucideIcon,
  Mail,
  Package,
  Percent,
  Repeat,
  ScrollText,
  Settings,
  Undo2,
  Users,
  Webhook,
} from 'lucide-react';

export type Destination = {
  label: string;
  /** Below the organization and the mode. */
  to: readonly string[];
  icon: LucideIcon;
  /** Goes there when it is typed after `g`. */
  key: string;
  /** What one must be allowed to find it of use. */
  permission?: string;
};

/** What the dashboard is made of: in the side bar, and in the palette. */
export const navigation: readonly { label: string; destinations: readonly Destination[] }[] = [
  {
    label: 'Business',
    destinations: [
      { label: 'Overview', to: [], icon: ChartNoAxesColumn, key: 'h' },
      { label: 'Customers', to: ['customers'], icon: Users, key: 'c', permission: 'customers:read' },
      {
        label: 'Subscriptions',
        to: ['subscriptions'],
        icon: Repeat,
        key: 's',
        permission: 'subscriptions:read',
      },
      { label: 'Orders', to: ['orders'], icon: FileText, key: 'o', permission: 'orders:read' },
      { label: 'Payments', to: ['payments'], icon: CreditCard, key: 'y', permission: 'payments:read' },
      { label: 'Refunds', to: ['refunds'], icon: Undo2, key: 'r', permission: 'refunds:read' },
    ],
  },
  {
    label: 'Catalog',
    destinations: [
      { label: 'Products', to: ['products'], icon: Package, key: 'p', permission: 'products:read' },
      { label: 'Discounts', to: ['discounts'], icon: Percent, key: 'd', permission: 'discounts:read' },
      {
        label: 'Checkout links',
        to: ['checkout-links'],
        icon: Link2,
        key: 'l',
        permission: 'checkout_links:read',
      },
    ],
  },
  {
    label: 'Developers',
    destinations: [
      { label: 'Webhooks', to: ['webhooks'], icon: Webhook, key: 'w', permission: 'webhooks:read' },
      { label: 'Events', to: ['events'], icon: Activity, key: 'e', permission: 'events:read' },
      { label: 'Emails', to: ['mails'], icon: Mail, key: 'm', permission: 'customer_sessions:write' },
      { label: 'Audit log', to: ['audit'], icon: ScrollText, key: 'a', permission: 'organizations:read' },
      {
        label: 'API keys',
        to: ['keys'],
        icon: KeyRound,
        key: 'k',
        permission: 'organization_access_tokens:read',
      },
    ],
  },
  {
    label: 'Organization',
    destinations: [
      { label: 'Settings', to: ['settings'], icon: Settings, key: ',', permission: 'organizations:read' },
    ],
  },
];
