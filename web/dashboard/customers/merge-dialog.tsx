import { useNavigate } from '@tanstack/react-router';
import { ArrowUpDown } from 'lucide-react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { customers } from '../shared/choices.ts';
import { customerName } from '../shared/customer-link.tsx';
import { useAddressState } from '../shared/filters.tsx';
import { humanize, money, number } from '../shared/format.ts';
import { useAddress } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Customer } from '../shared/objects.ts';
import { Pick } from '../shared/pick.tsx';
import { useAct, useScopedQuery } from '../shared/queries.ts';
import { forgetVisits } from '../shell/recent.ts';
import { readCustomer } from './use-customers.ts';

const merge = (id: string, from: string, preview: boolean) =>
  answerOf(
    florin.POST('/florin/v1/customers/{id}/merge', { params: { path: { id } }, body: { from, preview } }),
  );

/** Makes one of two customers: finds the other, shows what goes over, and asks. Which it is stands in the address. */
export function MergeDialog({ customer }: { customer: Customer }) {
  const [{ other: otherId }, change] = useAddressState();
  const navigate = useNavigate();
  const address = useAddress();
  const other = useScopedQuery(['customers', otherId], () => readCustomer(otherId ?? ''), {
    isEnabled: otherId !== undefined,
  });
  const close = () => change({ other: undefined, act: undefined });
  const act = useAct((from: string) => merge(customer.id, from, false), {
    done: 'Customers merged.',
    onSuccess(_, from) {
      forgetVisits(from);
      close();
    },
  });
  const name = customerName(customer);
  return (
    <Dialog
      isOpen
      onClose={close}
      title={`Merge a duplicate into ${name}`}
      description="Everything the other customer has moves here, and the other customer is archived. This cannot be undone."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="danger"
            disabled={!other.data}
            isBusy={act.isPending}
            onClick={() => otherId && act.mutate(otherId)}
          >
            Merge into {name}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 text-sm">
        <Field label="Duplicate to merge">
          <Pick
            source={customers}
            placeholder="Find a customer"
            except={[customer.id]}
            isClearable
            value={
              otherId
                ? {
                    id: otherId,
                    label: other.data ? customerName(other.data) : 'Loading…',
                    hint: other.data?.email ?? undefined,
                  }
                : undefined
            }
            onChange={(choice) => change({ other: choice?.id })}
          />
        </Field>
        {otherId && (
          <>
            <Preview customer={customer} otherId={otherId} />
            <Button
              look="quiet"
              size="small"
              className="self-start"
              onClick={() =>
                navigate({
                  to: address('customers', otherId),
                  search: { act: 'merge', other: customer.id } as never,
                })
              }
            >
              <ArrowUpDown /> Keep the other one instead
            </Button>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** What the merge would do, as the server would do it. */
function Preview({ customer, otherId }: { customer: Customer; otherId: string }) {
  const preview = useScopedQuery(['merge', customer.id, otherId], () => merge(customer.id, otherId, true));
  return (
    <section aria-label="What the merge does" className="rounded-lg border border-line p-4">
      <LoadedPart query={preview}>
        {({ moves, members, sessions, balances, fills }) => {
          const counted = Object.entries(moves as Record<string, number>).filter(([, count]) => count > 0);
          return (
            <div className="flex flex-col gap-3">
              <div>
                <h3 className="font-medium">Comes over</h3>
                {counted.length === 0 && members.moved === 0 ? (
                  <p className="text-ink-soft">Nothing. The other customer has not bought anything.</p>
                ) : (
                  <ul className="mt-1 grid gap-x-6 gap-y-0.5 text-ink-soft sm:grid-cols-2">
                    {counted.map(([name, count]) => (
                      <Count key={name} name={humanize(name)} count={count} />
                    ))}
                    {members.moved > 0 && <Count name="Members" count={members.moved} />}
                    {members.joined > 0 && <Count name="Members that are in both" count={members.joined} />}
                  </ul>
                )}
              </div>
              {balances.length > 0 && (
                <p>
                  On the account: {balances.map(({ amount, currency }) => money(amount, currency)).join(', ')}{' '}
                  is booked over.
                </p>
              )}
              {fills.length > 0 && (
                <p>Filled in, because it is empty here: {fills.map(humanize).join(', ').toLowerCase()}.</p>
              )}
              {sessions > 0 && (
                <p className="text-ink-soft">
                  {sessions === 1 ? 'A portal session ends.' : `${number(sessions)} portal sessions end.`}
                </p>
              )}
              <p className="text-ink-soft">
                Issued invoices stay as they are, with their numbers and the name on them.
              </p>
            </div>
          );
        }}
      </LoadedPart>
    </section>
  );
}

function Count({ name, count }: { name: string; count: number }) {
  return (
    <li className="flex justify-between gap-3">
      {name} <span className="text-ink tabular-nums">{number(count)}</span>
    </li>
  );
}
