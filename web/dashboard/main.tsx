import '../ui/theme.css';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from '../api/problem.ts';
import { allowOwnStyles } from '../ui/nonce.ts';
import { Toaster } from '../ui/toast.tsx';
import { createDashboardRouter } from './router.tsx';
import { meQuery } from './session.ts';
import { applyTheme } from './shell/theme.ts';
import { isSignedOut } from './shell/whole-page-state.tsx';

allowOwnStyles();
applyTheme();

/** Signed out meanwhile, in another tab, say: whoever it was has to come in again. */
function askAgain(error: Error): void {
  if (isSignedOut(error)) client.invalidateQueries({ queryKey: ['me'] });
}

const client = new QueryClient({
  queryCache: new QueryCache({
    onError(error, { queryKey }) {
      if (queryKey[0] !== 'me') askAgain(error);
    },
  }),
  mutationCache: new MutationCache({ onError: askAgain }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused is refused again; what was not reached may be.
      retry: (failures, error) => failures < 2 && error instanceof Problem && error.isOffline,
    },
  },
});

// While the screen's part of the script is on its way.
client.prefetchQuery(meQuery);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={createDashboardRouter()} />
      <Toaster />
    </QueryClientProvider>
  </StrictMode>,
);
