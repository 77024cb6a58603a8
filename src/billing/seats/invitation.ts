import { minuteMilliseconds } from '../../platform/calendar.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectProducts } from '../catalog/index.ts';
import { selectCustomer } from '../customers/index.ts';
import { queueSecretMail, wordsFor } from '../mails/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { invitationMail, invitationMilliseconds, type Seat, type SeatedPurchase } from './seat.ts';

/** The address of the page that takes an invitation's token, for the organization with a slug. */
export type InvitationLink = (slug: string, token: string) => string;

/** What a seat is of, and who sells it, as the one who is invited may know it. */
export type SeatOffer = {
  productId: string;
  productName: string;
  organizationName: string;
  organizationSlug: string;
};

export async function loadOffer(
  scope: Scope,
  { productId }: Pick<SeatedPurchase, 'productId'>,
): Promise<SeatOffer | undefined> {
  if (productId === null) return undefined;
  const [organization, [product]] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    selectProducts(scope, [productId]),
  ]);
  if (!organization || !product) return undefined;
  return {
    productId,
    productName: product.name,
    organizationName: organization.name,
    organizationSlug: organization.slug,
  };
}

/**
 * Mails, in the caller's transaction, the link with which a seat can be claimed; nothing where what it is of is gone. In the
 * language of the customer who bought it.
 */
export async function inviteTo(
  scope: Scope,
  seat: Seat,
  purchase: Pick<SeatedPurchase, 'productId'>,
  token: string,
  linkTo: InvitationLink,
): Promise<void> {
  const [organization, offer, buyer] = await Promise.all([
    selectOrganization(scope.database, scope.organizationId),
    loadOffer(scope, purchase),
    selectCustomer(scope, { id: seat.customerId }),
  ]);
  if (!organization || !offer || !buyer) return;
  const words = wordsFor(buyer.locale);
  const link = linkTo(offer.organizationSlug, token);
  await queueSecretMail(scope, organization, {
    kind: 'seat_invitation',
    recipient: seat.email,
    customerId: seat.customerId,
    words,
    content: invitationMail(words, link, offer.productName, offer.organizationName),
    minutes: invitationMilliseconds / minuteMilliseconds,
  });
}
