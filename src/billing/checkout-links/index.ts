export type { CheckoutLinkDetails } from './checkout-link.ts';
export { followCheckoutLink, type LinkPrefill } from './follow-checkout-link.ts';
export { listCheckoutLinks } from './list-checkout-links.sql.ts';
export { loadCheckoutLink } from './load-checkout-link.ts';
export {
  type CheckoutLinkChange,
  createCheckoutLink,
  deleteCheckoutLink,
  updateCheckoutLink,
} from './write-checkout-link.ts';
