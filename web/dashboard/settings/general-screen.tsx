import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import { LegalForm } from './legal-form.tsx';
import { ColorForm, LogoCard } from './look-form.tsx';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import { type Organization, useOrganization, useSaveOrganization } from './use-settings.ts';

export default function GeneralScreen() {
  const organization = useOrganization();
  return (
    <SettingsPage>
      <LoadedPart query={organization}>
        {(data) => (
          <>
            <NamesForm organization={data} />
            <LegalForm organization={data} />
            <LogoCard organization={data} />
            <ColorForm organization={data} />
          </>
        )}
      </LoadedPart>
    </SettingsPage>
  );
}

const draftOf = ({ name, email, website }: Organization) => ({
  name,
  email: email ?? '',
  website: website ?? '',
});

function NamesForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const form = useForm(draftOf(organization), async ({ name, email, website }) => {
    const saved = await save.mutateAsync({
      name,
      email: email.trim() || null,
      website: website.trim() || null,
    });
    form.reset(draftOf(saved));
  });
  const { values, set, errorOf } = form;
  const portal = `${window.location.origin}/${organization.slug}/portal`;
  return (
    <SettingsForm form={form} title="Organization">
      <Field label="Name" isRequired error={errorOf('name')}>
        <Input maxLength={255} value={values.name} onChange={(event) => set('name', event.target.value)} />
      </Field>
      <Field label="Email" error={errorOf('email')} hint="Shown to customers. Replies to emails go here.">
        <Input
          type="email"
          placeholder="billing@example.com"
          value={values.email}
          onChange={(event) => set('email', event.target.value)}
        />
      </Field>
      <Field label="Website" error={errorOf('website')}>
        <Input
          type="url"
          placeholder="https://example.com"
          value={values.website}
          onChange={(event) => set('website', event.target.value)}
        />
      </Field>
      <dl className="flex flex-col gap-3 text-sm">
        <Shown name="Customer portal" text={portal} />
        <Shown name="Slug" text={organization.slug} />
        <Shown name="ID" text={organization.id} />
      </dl>
    </SettingsForm>
  );
}

/** What never changes, to be copied. */
function Shown({ name, text }: { name: string; text: string }) {
  return (
    <div className="flex min-w-0 items-center gap-x-3 gap-y-1 max-sm:flex-col max-sm:items-start">
      <dt className="w-32 shrink-0 text-ink-soft">{name}</dt>
      <dd className="-my-1.5 flex max-sm:my-0 min-w-0 items-center gap-1">
        <span className="min-w-0 break-all font-mono text-[0.8125rem]/5">{text}</span>
        <CopyButton text={text} label={`Copy ${name}`} />
      </dd>
    </div>
  );
}
