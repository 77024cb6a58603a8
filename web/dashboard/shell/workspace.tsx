import { Outlet, useLocation, useParams } from '@tanstack/react-router';
import { Menu as MenuIcon, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { enter, rememberWorkspace, useMe, type Workspace, WorkspaceProvider } from '../session.ts';
import { useFocusOnNavigation } from './focus.ts';
import { LostScreen } from './lost-screen.tsx';
import { Overlays } from './overlays.tsx';
import { SideBar } from './side-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { isSignedOut, SignedOut, WholePageState } from './whole-page-state.tsx';

/** What stands around every screen of an organization: navigation, mode, search. */
export function WorkspaceShell() {
  const { organization: slug, mode } = useParams({ strict: false }) as { organization: string; mode: string };
  const me = useMe();
  const workspace = useMemo((): Workspace | undefined => {
    const organization = me.data?.organizations.find((one) => one.slug === slug);
    if (!me.data || !organization || (mode !== 'test' && mode !== 'live')) return undefined;
    const entered = { user: me.data.user, organization, mode } as const;
    // Before any screen asks for anything.
    enter(entered);
    return entered;
  }, [me.data, slug, mode]);
  useEffect(() => {
    if (workspace) rememberWorkspace(workspace.organization.slug, workspace.mode);
  }, [workspace]);
  if (me.isPending) return <WholePageState />;
  // What was loaded stays while the server cannot be reached; who is signed out is.
  if (me.isError && (!me.data || isSignedOut(me.error))) {
    return <SignedOut error={me.error} retry={me.refetch} />;
  }
  if (!workspace) return <LostScreen />;
  return (
    // Another organization or mode is another dashboard: nothing of one is left in the other.
    <WorkspaceProvider key={`${slug} ${mode}`} value={workspace}>
      <Frame />
    </WorkspaceProvider>
  );
}

function Frame() {
  const [isOpen, setOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const { pathname } = useLocation();
  useFocusOnNavigation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen closes the navigation
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="flex min-h-dvh flex-col text-sm">
      <a
        href="#screen"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <TopBar
        openPalette={() => setPaletteOpen(true)}
        menuButton={
          <Button
            look="quiet"
            size="icon"
            className="lg:hidden"
            aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? <X /> : <MenuIcon />}
          </Button>
        }
      />
      <div className="flex min-h-0 flex-1">
        <SideBar
          className={cn(
            'max-lg:fixed max-lg:inset-x-0 max-lg:top-(--bars) max-lg:bottom-0 max-lg:z-30 max-lg:bg-canvas',
            !isOpen && 'max-lg:hidden',
          )}
        />
        <main id="screen" tabIndex={-1} className="min-w-0 flex-1 border-line outline-none lg:border-l">
          <Outlet />
        </main>
      </div>
      <Overlays isPaletteOpen={isPaletteOpen} setPaletteOpen={setPaletteOpen} />
    </div>
  );
}
