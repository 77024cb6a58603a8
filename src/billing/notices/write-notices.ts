import type { ClockOf } from '../../platform/clock.ts';
import { isConnectionTrouble, type Pool } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { systemScope } from '../catalog/index.ts';
import type { Customer } from '../customers/index.ts';
import type { EventReader, ReadingLog, StoredEvent } from '../events/index.ts';
import {
  composeMail,
  insertMails,
  type MailKind,
  type NewMail,
  selectTold,
  wordsFor,
} from '../mails/index.ts';
import { type CustomerEmailSettings, type Organization, selectOrganization } from '../organizations/index.ts';
import type { CardMetadata } from '../payments/index.ts';
import { previewRenewal, selectSubscription } from '../subscriptions/index.ts';
import { failedNotice, paidNotice } from './invoice-notices.ts';
import { type Facts, loadFacts } from './load-facts.ts';
import type { Notice, Reader } from './notice.ts';
import { selectNoticedEvents } from './notices.sql.ts';
import { cardNotice, disabledEndpointContent } from './other-notices.ts';
import { reminderNotice, subscriptionNotices } from './subscription-notices.ts';

/** So few that whoever reads events beside it need not wait for long. */
const eventsAtOnce = 200;

export type NoticeSettings = {
  pool: Pool;
  clockOf: ClockOf;
  /** The base of the server's own addresses: known once it listens. */
  publicUrl(): string;
  log: ReadingLog;
};

/** Turns events into the mails that customers and merchants get on account of them. */
export function createNoticeWriter(settings: NoticeSettings): EventReader {
  return {
    name: 'mails',
    async take(database, range) {
      const events = await selectNoticedEvents(database, range, eventsAtOnce);
      for (const own of Map.groupBy(events, (event) => `${event.organizationId} ${event.mode}`).values()) {
        const [first] = own;
        if (!first) continue;
        const scope = await systemScope(settings, first, 'mails');
        const mails = await composeAll(scope, settings, own);
        const inside = { ...scope, database };
        const fresh = await untold(inside, mails);
        if (fresh.length > 0) await insertMails(database, fresh);
      }
      return events.length < eventsAtOnce ? range.through : (events.at(-1)?.sequence ?? range.through);
    },
  };
}

/** Those that tell of something that no mail has told of. */
async function untold(scope: Scope, mails: readonly NewMail[]): Promise<NewMail[]> {
  const told = await selectTold(
    scope,
    mails.flatMap(({ about }) => (about === null ? [] : [about])),
  );
  return mails.filter(({ about }) => {
    if (about === null) return true;
    const isNew = !told.has(about);
    told.add(about);
    return isNew;
  });
}

async function composeAll(
  scope: Scope,
  settings: NoticeSettings,
  events: readonly StoredEvent[],
): Promise<NewMail[]> {
  const organization = await selectOrganization(scope.database, scope.organizationId);
  if (!organization) return [];
  const facts = await loadFacts(scope, events);
  const mails: NewMail[] = [];
  for (const event of events) {
    try {
      const mail = await compose(scope, settings, organization, facts, event);
      if (mail) mails.push(mail);
    } catch (err) {
      // Where the database is away, all is tried again later. Else this one is to blame, and must not keep the others.
      if (isConnectionTrouble(err)) throw err;
      settings.log.error({ err, event_id: event.id, type: event.type }, 'a mail could not be written');
    }
  }
  return mails;
}

async function compose(
  scope: Scope,
  settings: NoticeSettings,
  organization: Organization,
  facts: Facts,
  event: StoredEvent,
): Promise<NewMail | undefined> {
  // A clock that is turned makes years of mail in a moment: nobody's own mailbox is to get that.
  const status = scope.clock.standsStill ? 'kept' : 'queued';
  if (event.type === 'webhook_endpoint.disabled') {
    if (organization.email === null) return undefined;
    const content = disabledEndpointContent(String(event.data.url));
    return composeMail(scope, { ...organization, email: null }, wordsFor('en'), content, {
      kind: 'webhook_disabled',
      recipient: organization.email,
      eventId: event.id,
      status,
    });
  }
  const customer = facts.customers.get(String(event.data.customer_id));
  const recipient = customer && addressOf(customer, facts);
  if (!customer || !recipient) return undefined;
  const reader: Reader = {
    organization,
    customer,
    words: wordsFor(customer.locale),
    portalUrl: `${settings.publicUrl()}/${organization.slug}/portal?email=${encodeURIComponent(recipient)}`,
  };
  const notice = await noticeOf(scope, facts, event, reader);
  if (!notice || !isWanted(organization, notice.kind)) return undefined;
  const { kind, content, attachments = [], about = null } = notice;
  return composeMail(scope, organization, reader.words, content, {
    kind,
    recipient,
    customerId: customer.id,
    eventId: event.id,
    about,
    attachments,
    status,
  });
}

function addressOf(customer: Customer, { ownerEmails }: Facts): string | undefined {
  if (customer.deletedAt !== null) return undefined;
  return customer.email ?? ownerEmails.get(customer.id);
}

/** Whether the merchant has left the kind on. */
function isWanted({ settings }: Organization, kind: MailKind): boolean {
  return settings.customerEmail[kind as keyof CustomerEmailSettings] ?? true;
}

async function noticeOf(
  scope: Scope,
  facts: Facts,
  event: StoredEvent,
  reader: Reader,
): Promise<Notice | undefined> {
  const { id, type, objectId, requestId, data } = event;
  switch (type) {
    case 'invoice.paid':
    case 'invoice.updated': {
      const invoice = facts.invoices.get(id);
      if (!invoice) return undefined;
      if (type === 'invoice.updated') return failedNotice(invoice, reader);
      return paidNotice(invoice, facts.subscriptionsNow.get(invoice.subscriptionId ?? ''), reader);
    }
    case 'payment_method.expiring': {
      const product = facts.namesPaidWith.get(objectId);
      return product === undefined
        ? undefined
        : cardNotice(data.method_metadata as CardMetadata, product, reader);
    }
    case 'subscription.trial_will_end':
    case 'subscription.will_renew':
      return reminder(scope, facts, event, reader);
    default: {
      const subscription = facts.subscriptions.get(id);
      // The invoice of a change says what has changed, and what that cost.
      if (!subscription || facts.billedChanges.has(`${requestId} ${objectId}`)) return undefined;
      return subscriptionNotices[type]?.(subscription, reader);
    }
  }
}

/** Tells what will be charged, as the renewal itself works it out. */
async function reminder(
  scope: Scope,
  facts: Facts,
  event: StoredEvent,
  reader: Reader,
): Promise<Notice | undefined> {
  const told = facts.subscriptions.get(event.id);
  const current = await selectSubscription(scope, { id: event.objectId });
  const preview = current && (await previewRenewal(scope, current));
  return told && preview ? reminderNotice(told, preview.invoice.dueAmount, reader) : undefined;
}
