import type { Mail } from '../../platform/mail/mailer.ts';
import type { Scope } from '../../platform/scope.ts';
import { selectProducts } from '../catalog/index.ts';
import { selectOrganization } from '../organizations/index.ts';
import { invitationMail, type Seat, type SeatedPurchase } from './seat.ts';

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

/** The mail with which a seat can be claimed; none where what it is of is gone. */
export async function inviteTo(
  scope: Scope,
  seat: Seat,
  purchase: Pick<SeatedPurchase, 'productId'>,
  token: string,
  linkTo: InvitationLink,
): Promise<Mail | undefined> {
  const offer = await loadOffer(scope, purchase);
  if (!offer) return undefined;
  const link = linkTo(offer.organizationSlug, token);
  return invitationMail(link, seat.email, offer.productName, offer.organizationName);
}
