import type { Mail } from '../objects.ts';

/** What each mail is, in a few words. */
export const mailKindLabels: Record<Mail['kind'], string> = {
  order_confirmation: 'Order confirmation',
  payment_method_expiration_reminder: 'Card expires soon',
  subscription_cancellation: 'Cancellation confirmed',
  subscription_confirmation: 'Subscription begins',
  subscription_cycled: 'Renewal',
  subscription_cycled_after_trial: 'First payment after a trial',
  subscription_past_due: 'Payment failed',
  subscription_paused: 'Subscription paused',
  subscription_resumed: 'Subscription resumed',
  subscription_renewal_reminder: 'Renews soon',
  subscription_revoked: 'Subscription ended',
  subscription_trial_conversion_reminder: 'Trial ends soon',
  subscription_uncanceled: 'Cancellation withdrawn',
  subscription_updated: 'Subscription changed',
  login_code: 'Sign-in code of the portal',
  email_change: 'New email address',
  seat_invitation: 'Invitation to a seat',
  sign_in_link: 'Sign-in link of the dashboard',
  password_reset: 'New password of the dashboard',
  team_invitation: 'Invitation to the team',
  webhook_disabled: 'Webhook turned off',
};
