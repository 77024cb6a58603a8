import { type ReactNode, useEffect } from 'react';

/** Where mails are that a server in development does not send. */
export const keptMails = 'No mail is sent here: read it in the mailbox';

/** A page before the dashboard: one thing to do, in the middle. */
export function Gate({
  title,
  description,
  foot,
  width = 'narrow',
  children,
}: {
  title: string;
  description?: ReactNode;
  /** Below the frame: another way. */
  foot?: ReactNode;
  width?: 'narrow' | 'medium';
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Florin`;
  }, [title]);
  return (
    <main className="mx-auto flex min-h-dvh w-full flex-col items-center px-4 py-10 text-sm sm:pt-[14dvh]">
      <img src="/florin/icon.svg" alt="Florin" className="size-10" />
      <div className={`mt-6 w-full ${width === 'narrow' ? 'max-w-[25rem]' : 'max-w-[32rem]'}`}>
        <header className="text-center">
          <h1 className="font-semibold text-xl/7 tracking-tight">{title}</h1>
          {description && <p className="mt-1.5 text-ink-soft text-sm/6">{description}</p>}
        </header>
        {children && (
          <div className="mt-6 rounded-xl border border-line bg-surface p-5 sm:p-6">{children}</div>
        )}
        {foot && <div className="mt-5 text-center text-[0.8125rem]/5 text-ink-soft">{foot}</div>}
      </div>
    </main>
  );
}
