import { newId } from '../../platform/ids.ts';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type Customer, listCustomers, selectCustomersById } from '../customers/index.ts';
import { queueSecretMail, wordsFor } from '../mails/index.ts';
import { selectTeamMembersByEmail } from '../members/index.ts';
import { type Organization, selectOrganization } from '../organizations/index.ts';
import { codeMinutes, loginMail, newLoginCode } from './login-code.ts';
import { insertLoginCode } from './login-codes.sql.ts';

export type LoginRequest = {
  organizationId: string;
  email: string;
  /** Which of several customers with the address. */
  customerId?: string | null;
};

/** An address shared by more customers than this is nobody's own. */
const maximumChoices = 100;

/** Whom a login may be for: a customer itself, or a person of a team. */
type Choice = { customer: Customer; email: string; memberId: string | null };

/**
 * Mails a login code to the customer, or the member of a team, with an address. Who asks is nobody yet, so the mode is not
 * known either: live customers come first, those of test mode where live has none.
 *
 * @returns nothing, also where nobody has the address (which the caller must not let on); or `organization_unknown`, or
 *   `customer_selection_required` with `detail.customers`.
 */
export async function requestLogin(stranger: Scope, request: LoginRequest): Promise<Result<void>> {
  const organization = await selectOrganization(stranger.database, request.organizationId);
  if (!organization) {
    return fail({
      code: 'organization_unknown',
      field: 'organizationId',
      message: 'Organization not found.',
    });
  }
  for (const mode of ['live', 'test'] as const) {
    const choices = await choicesOf(stranger, request, mode);
    const [choice, another] = choices;
    if (!choice) continue;
    if (another) {
      return fail({
        code: 'customer_selection_required',
        message: 'Several customers share this email address. Choose one of them.',
        detail: { customers: choices.map(({ customer: { id, name } }) => ({ id, name })) },
      });
    }
    await mailCode(stranger, choice, organization);
    return ok(undefined);
  }
  return ok(undefined);
}

async function choicesOf(stranger: Scope, request: LoginRequest, mode: Mode): Promise<Choice[]> {
  const scope: Scope = { ...stranger, organizationId: request.organizationId, mode };
  const filter = { email: { value: request.email, exactCase: false } };
  const [{ items }, members] = await Promise.all([
    listCustomers(scope, filter, { limit: maximumChoices, offset: 0 }),
    selectTeamMembersByEmail(scope, request.email, maximumChoices),
  ]);
  const memberOf = new Map(members.map((member) => [member.customerId, member]));
  const found = new Set(items.map(({ id }) => id));
  const teams = [...memberOf.keys()].filter((id) => !found.has(id));
  const others = teams.length > 0 ? await selectCustomersById(scope, teams) : [];
  return [...items, ...others]
    .filter(({ id, archivedAt }) => archivedAt === null && (!request.customerId || id === request.customerId))
    .map((customer) => {
      const member = memberOf.get(customer.id);
      return { customer, email: (member ?? customer).email ?? '', memberId: member?.id ?? null };
    });
}

async function mailCode(
  stranger: Scope,
  { customer, email, memberId }: Choice,
  organization: Organization,
): Promise<void> {
  const now = stranger.clock.now();
  const { organizationId, mode, id: customerId } = customer;
  const words = wordsFor(customer.locale);
  for (let isMailed = false; !isMailed; ) {
    const code = newLoginCode();
    const loginCode = {
      organizationId,
      mode,
      id: newId(now),
      createdAt: now,
      customerId,
      memberId,
      email,
      expiresAt: new Date(now.getTime() + codeMinutes * 60_000),
    };
    isMailed = await transaction(stranger.database, async (database) => {
      if (!(await insertLoginCode(database, loginCode, hashToken(code)))) return false;
      await queueSecretMail({ ...stranger, organizationId, mode, database }, organization, {
        kind: 'login_code',
        recipient: email,
        customerId,
        words,
        content: loginMail(words, code, organization.name),
        minutes: codeMinutes,
      });
      return true;
    });
  }
}
