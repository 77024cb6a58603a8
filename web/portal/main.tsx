import '../ui/theme.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from '../api/problem.ts';
import { applyBrand } from '../ui/brand.ts';
import { allowOwnStyles } from '../ui/nonce.ts';
import { Toaster } from '../ui/toast.tsx';
import { LanguageProvider, startLanguage } from './language.tsx';
import { brandingQuery } from './queries.ts';
import { createPortalRouter, loadOtherPages } from './router.tsx';
import { onSessionChange, startSession } from './session.ts';
import { useWords } from './words.ts';

// Roomier than the dashboard: read by people who are here once in a while.
document.documentElement.dataset.large = '';
allowOwnStyles();
startSession();

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Without a network a call fails at once, and says so, rather than wait for one.
      networkMode: 'always',
      refetchOnReconnect: true,
      // What was refused is refused again; what was not reached may be.
      retry: (failures, error) => failures < 2 && error instanceof Problem && error.isOffline,
    },
    mutations: { networkMode: 'always' },
  },
});
const router = createPortalRouter();

// What one reader saw is not for the next.
onSessionChange(() =>
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== brandingQuery.queryKey[0] }),
);

function Portal() {
  const { say } = useWords();
  return (
    <>
      <RouterProvider router={router} />
      <Toaster label={say('notifications')} closeLabel={say('close')} />
    </>
  );
}

// The page has its colour before it is painted for the first time, where that is not long to wait for.
const branding = client.fetchQuery(brandingQuery).then(
  ({ brand_color: color }) => applyBrand(color),
  () => undefined,
);
await Promise.race([branding, new Promise((resolve) => setTimeout(resolve, 1_000))]);
await startLanguage();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <Portal />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
loadOtherPages();
