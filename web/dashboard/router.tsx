import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { customerScreens } from './customers/screens.ts';
import { developerScreens } from './developers/screens.ts';
import { moneyScreens } from './orders/screens.ts';
import { overviewScreens } from './overview/screens.ts';
import { catalogScreens } from './products/screens.ts';
import { settingsScreens } from './settings/screens.ts';
import type { Screen } from './shared/screen.ts';
import { LostScreen } from './shell/lost-screen.tsx';
import { WorkspaceShell } from './shell/workspace.tsx';
import { signInScreens } from './sign-in/screens.ts';

/** The screens within an organization and mode, by their addresses below `/{organization}/{mode}`. */
const workspaceScreens: readonly Screen[] = [
  ...overviewScreens,
  ...customerScreens,
  ...catalogScreens,
  ...moneyScreens,
  ...developerScreens,
  ...settingsScreens,
];

/** Every screen is a part of the script of its own, loaded when it is first opened. */
export function createDashboardRouter() {
  const root = createRootRoute({ component: Outlet, notFoundComponent: LostScreen });
  const workspace = createRoute({
    getParentRoute: () => root,
    path: '/$organization/$mode',
    component: WorkspaceShell,
  });
  const home = createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./shell/home.tsx'), 'Home'),
  });
  return createRouter({
    basepath: '/dashboard',
    routeTree: root.addChildren([
      home,
      ...signInScreens.map(({ path, load }) =>
        createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) }),
      ),
      workspace.addChildren(
        workspaceScreens.map(({ path, load }) =>
          createRoute({ getParentRoute: () => workspace, path, component: lazyRouteComponent(load) }),
        ),
      ),
    ]),
    // Plain texts, as anybody would write them into an address.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
      const text = new URLSearchParams(entries as [string, string][]).toString();
      return text && `?${text}`;
    },
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}
