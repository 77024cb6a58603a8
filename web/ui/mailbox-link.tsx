import { Mail } from 'lucide-react';

/** Leads to the mails that a server in development keeps; nothing where mails are sent, or are not for whoever looks. */
export function MailboxLink({ label }: { label: string }) {
  if (document.documentElement.dataset.mailbox === undefined) return null;
  return (
    <a
      href="/florin/mailbox"
      target="_blank"
      rel="noopener"
      className="inline-flex items-center justify-center gap-2 rounded text-accent text-sm underline-offset-4 hover:underline"
    >
      <Mail aria-hidden="true" className="size-4 shrink-0" />
      {label}
    </a>
  );
}
