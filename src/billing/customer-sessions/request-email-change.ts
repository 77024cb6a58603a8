import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { hashToken, newToken } from '../../platform/tokens.ts';
import { recordChange } from '../changes/index.ts';
import { type Customer, selectCustomer } from '../customers/index.ts';
import { queueSecretMail, wordsFor } from '../mails/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { type EmailChange, emailChangeMail, linkMinutes, linkPrefix } from './email-change.ts';
import { insertEmailChange } from './email-changes.sql.ts';

/**
 * Asks for another address of a customer: it is changed once the link that goes to the new one is followed. Whether
 * somebody else has that address is not told here.
 *
 * @param linkTo the address of the page that takes a token, for the organization with a slug
 * @returns `not_found`, `email_change_disabled`, `team_email`, `same_email`.
 */
export async function requestEmailChange(
  scope: Scope,
  customerId: string,
  email: string,
  linkTo: (slug: string, token: string) => string,
): Promise<Result<void>> {
  const [customer, organization] = await Promise.all([
    selectCustomer(scope, { id: customerId }),
    selectOrganization(scope.database, scope.organizationId),
  ]);
  if (!customer || !organization) return fail({ code: 'not_found', message: 'There is no such customer.' });
  if (!organization.settings.customerPortal.customer?.allow_email_change) {
    return fail({
      code: 'email_change_disabled',
      message: 'Email changes are not enabled for this organization.',
    });
  }
  if (customer.type === 'team') {
    return fail({
      code: 'team_email',
      field: 'email',
      message: 'Only individual customers can change their email.',
    });
  }
  if (customer.email?.toLowerCase() === email.toLowerCase()) {
    return fail({
      code: 'same_email',
      field: 'email',
      message: 'New email is the same as your current email.',
    });
  }
  await writeRequest(scope, { customer, organization, email, linkTo });
  return ok(undefined);
}

type Asked = {
  customer: Customer;
  organization: Organization;
  email: string;
  linkTo: (slug: string, token: string) => string;
};

async function writeRequest(scope: Scope, { customer, organization, email, linkTo }: Asked): Promise<void> {
  const customerId = customer.id;
  const now = scope.clock.now();
  const token = newToken(linkPrefix);
  const change: EmailChange = {
    organizationId: scope.organizationId,
    mode: scope.mode,
    id: newId(now),
    createdAt: now,
    customerId,
    email,
    expiresAt: new Date(now.getTime() + linkMinutes * 60_000),
  };
  await transaction(scope.database, async (database) => {
    await insertEmailChange(database, change, hashToken(token));
    await recordChange(
      { ...scope, database },
      {
        type: 'customer.email_change_requested',
        objectType: 'customer',
        objectId: customerId,
        changes: { email: { before: null, after: email } },
        data: { id: customerId, email },
      },
    );
    const words = wordsFor(customer.locale);
    await queueSecretMail({ ...scope, database }, organization, {
      kind: 'email_change',
      recipient: email,
      customerId,
      words,
      content: emailChangeMail(words, linkTo(organization.slug, token), organization.name),
      minutes: linkMinutes,
    });
  });
}
