import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { OverviewPage } from './overview/overview-page.tsx';
import { portalPath } from './place.ts';
import { BrokenPage } from './shell/broken-page.tsx';
import { Layout } from './shell/layout.tsx';
import { LostPage } from './shell/lost-page.tsx';
import { SignInRoute } from './sign-in/sign-in-route.tsx';

/** By then the first page is there, on all but the slowest network. */
const idleMilliseconds = 2_000;

const subscriptions = () => import('./subscriptions/subscriptions-page.tsx');
const subscription = () => import('./subscriptions/subscription-page.tsx');
const changePlan = () => import('./subscriptions/change-plan-page.tsx');
const orders = () => import('./orders/orders-page.tsx');
const order = () => import('./orders/order-page.tsx');
const paymentMethods = () => import('./payment-methods/payment-methods-page.tsx');
const billing = () => import('./billing/billing-page.tsx');
const team = () => import('./team/team-page.tsx');
const claim = () => import('./team/claim-page.tsx');
const verifyEmail = () => import('./billing/verify-email-page.tsx');

/** Fetches, once there is nothing else to do, what the other pages need: going to them takes no time then, and no network. */
export function loadOtherPages(): void {
  const pages = [subscriptions, subscription, changePlan, orders, order, paymentMethods, billing, team];
  // One that cannot be had now is fetched when it is gone to.
  setTimeout(() => Promise.allSettled(pages.map((load) => load())), idleMilliseconds);
}

export function createPortalRouter() {
  const root = createRootRoute({ component: Outlet, notFoundComponent: LostPage });
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: Layout });
  const screens = {
    '/': OverviewPage,
    '/subscriptions': lazyRouteComponent(subscriptions, 'SubscriptionsPage'),
    '/subscriptions/$id': lazyRouteComponent(subscription, 'SubscriptionPage'),
    '/subscriptions/$id/change': lazyRouteComponent(changePlan, 'ChangePlanPage'),
    '/orders': lazyRouteComponent(orders, 'OrdersPage'),
    '/orders/$id': lazyRouteComponent(order, 'OrderPage'),
    '/payment-methods': lazyRouteComponent(paymentMethods, 'PaymentMethodsPage'),
    '/billing': lazyRouteComponent(billing, 'BillingPage'),
    '/team': lazyRouteComponent(team, 'TeamPage'),
  };
  return createRouter({
    basepath: portalPath,
    routeTree: root.addChildren([
      signedIn.addChildren(
        Object.entries(screens).map(([path, component]) =>
          createRoute({ getParentRoute: () => signedIn, path, component }),
        ),
      ),
      createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInRoute }),
      createRoute({
        getParentRoute: () => root,
        path: '/claim',
        component: lazyRouteComponent(claim, 'ClaimPage'),
      }),
      createRoute({
        getParentRoute: () => root,
        path: '/verify-email',
        component: lazyRouteComponent(verifyEmail, 'VerifyEmailPage'),
      }),
    ]),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(search as Record<string, string>).toString();
      return text && `?${text}`;
    },
    defaultPreload: 'intent',
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}
