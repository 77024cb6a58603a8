/** What a key can be let see and change, in groups, by the areas of its scopes. */
export const areaGroups: readonly { label: string; areas: readonly string[] }[] = [
  {
    label: 'Customers',
    areas: [
      'customers',
      'members',
      'customer_seats',
      'customer_meters',
      'customer_sessions',
      'member_sessions',
    ],
  },
  {
    label: 'Sales',
    areas: ['checkouts', 'checkout_links', 'subscriptions', 'orders', 'payments', 'refunds', 'disputes'],
  },
  { label: 'Catalog', areas: ['products', 'discounts', 'custom_fields', 'benefits', 'meters', 'files'] },
  {
    label: 'Organization',
    areas: ['organizations', 'organization_access_tokens', 'webhooks', 'events', 'metrics'],
  },
  {
    label: 'Known to Polar only',
    areas: ['wallets', 'license_keys', 'transactions', 'payouts', 'notifications', 'notification_recipients'],
  },
];

/** The scopes of areas that know but one act. */
const single: Record<string, readonly ('read' | 'write')[]> = {
  payments: ['read'],
  customer_meters: ['read'],
  customer_sessions: ['write'],
  member_sessions: ['write'],
};

export type Level = 'none' | 'read' | 'write';

/** What an area can be allowed. */
export function levelsOf(area: string): Level[] {
  return ['none', ...(single[area] ?? (['read', 'write'] as const))];
}

/** The scopes of what was chosen: who writes reads, too. */
export function scopesOf(levels: Readonly<Record<string, Level>>): string[] {
  return Object.entries(levels).flatMap(([area, level]) => {
    const acts = levelsOf(area).filter((act) => act !== 'none');
    if (level === 'none') return [];
    return acts.filter((act) => act === 'read' || level === 'write').map((act) => `${area}:${act}`);
  });
}

export const everyArea = areaGroups.flatMap(({ areas }) => areas);

/** The same for every area, as far as it goes. */
export function allAt(level: Level): Record<string, Level> {
  return Object.fromEntries(
    everyArea.map((area) => [
      area,
      levelsOf(area).includes(level) ? level : (levelsOf(area).at(-1) ?? 'none'),
    ]),
  );
}
