import { CreditCard } from 'lucide-react';
import { cn } from '../ui/class-names.ts';

const names: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

/** How a card's brand is written. */
export function brandName(brand: string): string {
  return names[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1);
}

const marks: Record<string, string> = { visa: 'VISA', mastercard: 'MC', amex: 'AMEX', discover: 'DISC' };

/** A small card with its brand on it; beside it, or in the field, words say the same. */
export function CardBrand({ brand, className }: { brand: string; className?: string }) {
  const mark = marks[brand];
  return (
    <span
      aria-hidden="true"
      className={cn(
        'inline-grid h-6 w-9 shrink-0 place-items-center rounded border border-line bg-surface font-bold text-[0.5625rem] text-ink-soft tracking-wide',
        className,
      )}
    >
      {mark ?? <CreditCard className="size-4" />}
    </span>
  );
}
