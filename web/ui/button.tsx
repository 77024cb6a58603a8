import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { Spinner } from './spinner.tsx';

const button = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary: 'bg-accent text-accent-ink not-disabled:hover:brightness-110',
        secondary: 'border border-line bg-surface text-ink not-disabled:hover:bg-hover',
        quiet: 'text-ink-soft not-disabled:hover:bg-hover not-disabled:hover:text-ink',
        danger: 'bg-bad-solid text-white not-disabled:hover:brightness-110',
        'danger-quiet': 'text-bad not-disabled:hover:bg-bad-soft',
        'danger-outline': 'border border-line bg-surface text-bad not-disabled:hover:bg-bad-soft',
        link: 'h-auto! px-0! text-accent underline-offset-4 hover:underline',
      },
      size: {
        small: 'h-8 px-2.5 text-[13px] pointer-coarse:h-10',
        medium: 'h-9 px-3.5 text-sm pointer-coarse:h-11',
        large: 'h-12 px-5 text-base',
        icon: 'size-9 pointer-coarse:size-11',
        'icon-small': 'size-8 pointer-coarse:size-10',
      },
    },
    defaultVariants: { look: 'secondary', size: 'medium' },
  },
);

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof button> & {
    /** Its only child takes the button's looks: a link, say. */
    asChild?: boolean;
    /** Works on what it was asked for: shows so, and takes no second click. */
    isBusy?: boolean;
  };

export function Button({ look, size, asChild, isBusy, className, children, disabled, ...rest }: ButtonProps) {
  const classes = cn(button({ look, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      {...rest}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}
