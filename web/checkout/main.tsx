import '../ui/theme.css';
import { StrictMode, Suspense, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { WordsProvider } from '../i18n/words.tsx';
import { allowOwnStyles } from '../ui/nonce.ts';
import { App } from './app.tsx';
import { ExpiredScreen, UnavailableScreen, UnreachableScreen } from './later-screens.ts';
import { LoadingScreen } from './loading-screen.tsx';
import { Lost, LostBoundary } from './lost.tsx';
import { type NotOpened, type Opened, openCheckout } from './open.ts';
import { wishedTheme } from './place.ts';

allowOwnStyles();
if (wishedTheme) document.documentElement.dataset.theme = wishedTheme;

function Page({ first }: { first: ReturnType<typeof openCheckout> }) {
  const [opened, setOpened] = useState<Opened | NotOpened>();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    first.then(setOpened, () => setLost(true));
  }, [first]);
  if (isLost) return <Lost />;
  if (!opened) return <LoadingScreen />;
  return (
    <WordsProvider words={opened.words}>
      <Suspense fallback={<LoadingScreen />}>
        <Screen opened={opened} retry={() => openCheckout().then(setOpened, () => setLost(true))} />
      </Suspense>
    </WordsProvider>
  );
}

function Screen({ opened, retry }: { opened: Opened | NotOpened; retry(): void }) {
  switch (opened.kind) {
    case 'opened':
      return <App opened={opened} />;
    case 'expired':
      return <ExpiredScreen branding={opened.branding} />;
    case 'unavailable':
      return <UnavailableScreen branding={opened.branding} />;
    case 'unreachable':
      return <UnreachableScreen retry={retry} />;
  }
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <LostBoundary>
      <Page first={openCheckout()} />
    </LostBoundary>
  </StrictMode>,
);
