import type { Appearance } from '@stripe/stripe-js';

/** The page's own colours, as they are just now at an element: in the frame of Stripe there is no other way to know them. */
export function stripeAppearance(element: HTMLElement): Appearance {
  const probe = document.createElement('span');
  element.append(probe);
  const color = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const variables = {
    colorPrimary: color('accent-text'),
    colorBackground: color('surface'),
    colorText: color('ink'),
    colorTextSecondary: color('ink-soft'),
    colorTextPlaceholder: color('ink-faint'),
    colorDanger: color('bad'),
    borderRadius: '8px',
    fontFamily: 'system-ui, sans-serif',
    fontSizeBase: '16px',
    spacingUnit: '4px',
  };
  const border = `1px solid ${color('line-strong')}`;
  probe.remove();
  return {
    theme: 'flat',
    variables,
    rules: {
      '.Input': { border, padding: '11px 12px' },
      '.Label': { fontSize: '13px', fontWeight: '500', color: variables.colorText },
    },
  };
}
