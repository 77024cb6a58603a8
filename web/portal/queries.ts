import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { florin, polar } from '../api/client.ts';
import { answerOf } from '../api/problem.ts';
import { slug } from './place.ts';

/** More of a kind than a page of the API holds nobody has. */
const all = { limit: 100 };
const ordersAtOnce = 20;

const portal = '/v1/customer-portal';

export const brandingQuery = queryOptions({
  queryKey: ['branding'],
  queryFn: () =>
    answerOf(florin.GET('/florin/v1/organizations/by-slug/{slug}/branding', { params: { path: { slug } } })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The organization, and what it sells: to a stranger what is for everybody, to a customer what is of their mode. */
export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: () => answerOf(polar.GET(`${portal}/organizations/{slug}`, { params: { path: { slug } } })),
  staleTime: 5 * 60_000,
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => answerOf(florin.GET('/florin/v1/customer-portal/session')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const userQuery = queryOptions({
  queryKey: ['user'],
  queryFn: () => answerOf(polar.GET(`${portal}/customer-session/user`)),
  staleTime: 5 * 60_000,
});

export const customerQuery = queryOptions({
  queryKey: ['customer'],
  queryFn: () => answerOf(polar.GET(`${portal}/customers/me`)),
});

export const subscriptionsQuery = queryOptions({
  queryKey: ['subscriptions'],
  queryFn: () =>
    answerOf(
      polar.GET(`${portal}/subscriptions/`, { params: { query: { ...all, sorting: ['-started_at'] } } }),
    ),
});

/** Those of which the reader has a seat, whoever pays for them. */
export const seatedSubscriptionsQuery = queryOptions({
  queryKey: ['subscriptions', 'seated'],
  queryFn: () => answerOf(polar.GET(`${portal}/seats/subscriptions`, { params: { query: all } })),
});

export const subscriptionQuery = (id: string) =>
  queryOptions({
    queryKey: ['subscriptions', id],
    queryFn: () => answerOf(polar.GET(`${portal}/subscriptions/{id}`, { params: { path: { id } } })),
  });

/** The next invoice of a subscription; null where none follows. */
export const upcomingQuery = (id: string) =>
  queryOptions({
    queryKey: ['subscriptions', id, 'upcoming'],
    queryFn: async () => {
      const call = florin.GET('/florin/v1/customer-portal/subscriptions/{id}/upcoming-invoice', {
        params: { path: { id } },
      });
      const { response } = await call.catch(() => ({ response: undefined }));
      return response?.status === 404 ? null : answerOf(call);
    },
  });

export type Change = { product_id: string } | { seats: number };

export const previewQuery = (id: string, change: Change | undefined) =>
  queryOptions({
    queryKey: ['subscriptions', id, 'preview', change],
    queryFn: () =>
      answerOf(
        florin.POST('/florin/v1/customer-portal/subscriptions/{id}/preview', {
          params: { path: { id } },
          body: change ?? {},
        }),
      ),
    enabled: change !== undefined,
    // What is left of a period is worked out to the second.
    staleTime: 0,
    gcTime: 0,
  });

export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders'],
  queryFn: ({ pageParam }) =>
    answerOf(
      polar.GET(`${portal}/orders/`, {
        params: { query: { page: pageParam, limit: ordersAtOnce, sorting: ['-created_at'] } },
      }),
    ),
  initialPageParam: 1,
  getNextPageParam: ({ pagination }, _pages, page) => (page < pagination.max_page ? page + 1 : undefined),
});

export const subscriptionOrdersQuery = (subscriptionId: string) =>
  queryOptions({
    queryKey: ['orders', 'of', subscriptionId],
    queryFn: () =>
      answerOf(
        polar.GET(`${portal}/orders/`, {
          params: {
            query: { subscription_id: [subscriptionId], limit: ordersAtOnce, sorting: ['-created_at'] },
          },
        }),
      ),
  });

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', id],
    queryFn: () => answerOf(polar.GET(`${portal}/orders/{id}`, { params: { path: { id } } })),
  });

export const creditNotesQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['orders', orderId, 'credit-notes'],
    queryFn: () =>
      answerOf(
        florin.GET('/florin/v1/customer-portal/credit-notes', {
          params: { query: { invoice_id: orderId, limit: 100 } },
        }),
      ),
  });

export const paymentMethodsQuery = queryOptions({
  queryKey: ['payment-methods'],
  queryFn: () => answerOf(polar.GET(`${portal}/customers/me/payment-methods`, { params: { query: all } })),
});

export const cardFormQuery = queryOptions({
  queryKey: ['card-form'],
  queryFn: () => answerOf(florin.GET('/florin/v1/customer-portal/card-form')),
  staleTime: 5 * 60_000,
});

export type SeatSource = { subscription_id: string } | { order_id: string };

export const seatsQuery = (source: SeatSource) =>
  queryOptions({
    queryKey: ['seats', source],
    queryFn: () => answerOf(polar.GET(`${portal}/seats`, { params: { query: source } })),
  });

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: () => answerOf(polar.GET(`${portal}/members`, { params: { query: all } })),
});

type Answered<Query extends { queryFn?: unknown }> = Awaited<
  ReturnType<Extract<NonNullable<Query['queryFn']>, (...given: never[]) => unknown>>
>;

export type Subscription = Answered<ReturnType<typeof subscriptionQuery>>;
export type Order = Answered<ReturnType<typeof orderQuery>>;
export type Product = Answered<typeof organizationQuery>['products'][number];
export type Organization = Answered<typeof organizationQuery>['organization'];
export type Customer = Answered<typeof customerQuery>;
export type PaymentMethod = Answered<typeof paymentMethodsQuery>['items'][number];
export type Preview = Answered<ReturnType<typeof previewQuery>>;
export type Upcoming = NonNullable<Answered<ReturnType<typeof upcomingQuery>>>;
export type Seat = Answered<ReturnType<typeof seatsQuery>>['seats'][number];
export type Member = Answered<typeof membersQuery>['items'][number];
export type CreditNote = Answered<ReturnType<typeof creditNotesQuery>>['items'][number];
