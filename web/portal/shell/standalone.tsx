import type { ReactNode } from 'react';
import { Footer } from './footer.tsx';
import { Identity } from './identity.tsx';
import { Page } from './page.tsx';

/** A page with one thing to do, before anybody is signed in. */
export function Standalone({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col">
      <header className="px-4 pt-8 pb-6 sm:pt-16">
        <Identity />
      </header>
      <main className="flex-1 px-4">
        <div className="rounded-2xl border border-line bg-surface p-5 sm:p-7">
          <Page title={title} description={description}>
            {children}
          </Page>
        </div>
      </main>
      <Footer className="px-4" />
    </div>
  );
}
