import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMe } from '../session.ts';
import { FormError } from '../shared/form-error.tsx';
import { SignedOut, WholePageState } from '../shell/whole-page-state.tsx';
import { Gate } from './gate.tsx';

/** What organizations most often bill in; any other is set in the settings. */
const currencies = ['eur', 'usd', 'gbp', 'chf', 'cad', 'aud', 'jpy', 'sek', 'nok', 'dkk', 'pln', 'brl'];

/** As an address has it: small letters, digits and hyphens. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
}

export default function NewOrganizationScreen() {
  const me = useMe();
  if (me.isPending) return <WholePageState />;
  if (me.isError) return <SignedOut error={me.error} retry={me.refetch} />;
  return <NewOrganization hasOthers={me.data.organizations.length > 0} />;
}

function NewOrganization({ hasOthers }: { hasOthers: boolean }) {
  const client = useQueryClient();
  const router = useRouter();
  const form = useForm(
    { name: '', slug: undefined as string | undefined, default_currency: 'eur' },
    async ({ name, slug, default_currency }) => {
      const made = await answerOf(
        florin.POST('/florin/v1/organizations', {
          body: { name: name.trim(), slug: slug ?? slugOf(name), default_currency },
        }),
      );
      await client.invalidateQueries({ queryKey: ['me'] });
      router.navigate({ to: `/${made.slug}/test` });
    },
  );
  const slug = form.values.slug ?? slugOf(form.values.name);
  return (
    <Gate
      title="New organization"
      description="A separate business with its own customers, products, invoices and team."
      foot={
        hasOthers && (
          <Link to="/" className="rounded text-accent underline-offset-4 hover:underline">
            Back to the dashboard
          </Link>
        )
      }
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <Field label="Name" error={form.errorOf('name')} isRequired>
          <Input
            name="name"
            required
            autoFocus
            maxLength={256}
            value={form.values.name}
            onChange={(event) => form.set('name', event.target.value)}
          />
        </Field>
        <Field
          label="Address"
          hint={`Customers see it: …/${slug || 'name'}/portal. It cannot be changed later.`}
          error={form.errorOf('slug')}
          isRequired
        >
          <Input
            name="slug"
            required
            minLength={3}
            maxLength={64}
            autoCapitalize="none"
            spellCheck={false}
            value={slug}
            onChange={(event) => form.set('slug', event.target.value)}
          />
        </Field>
        <Field
          label="Currency"
          hint="The default currency of prices."
          error={form.errorOf('default_currency')}
        >
          <Select
            name="currency"
            value={form.values.default_currency}
            onChange={(event) => form.set('default_currency', event.target.value)}
          >
            {currencies.map((code) => (
              <option key={code} value={code}>
                {code.toUpperCase()}
              </option>
            ))}
          </Select>
        </Field>
        <FormError form={form} />
        <Button type="submit" look="primary" isBusy={form.isBusy} className="w-full">
          Create organization
        </Button>
      </form>
    </Gate>
  );
}
