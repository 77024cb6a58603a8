import { Link } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import { useWorkspace } from '../session.ts';

/** The address of a screen within the organization and mode that are looked at: `address('customers', id)`. */
export function useAddress(): (...parts: string[]) => string {
  const { organization, mode } = useWorkspace();
  return (...parts) => `/${[organization.slug, mode, ...parts].map(encodeURIComponent).join('/')}`;
}

type TextLinkProps = Omit<ComponentProps<'a'>, 'href'> & {
  /** The parts of the address: `['customers', id]`. */
  to: readonly string[];
  search?: Record<string, string | undefined>;
  children: ReactNode;
};

/** A link to another screen of the dashboard. */
export function ScreenLink({ to, search, children, ...rest }: TextLinkProps) {
  const address = useAddress();
  return (
    <Link to={address(...to)} search={search as never} {...(rest as object)}>
      {children}
    </Link>
  );
}

export const textLink =
  'text-ink underline decoration-line-strong/60 underline-offset-4 hover:decoration-ink';
