import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Form } from '../../ui/use-form.ts';
import { useMay } from '../session.ts';
import { FormError } from '../shared/form-error.tsx';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { Page } from '../shared/page.tsx';

const tabs = [
  { label: 'General', to: ['settings'] },
  { label: 'Tax', to: ['settings', 'tax'] },
  { label: 'Invoices', to: ['settings', 'invoices'] },
  { label: 'Subscriptions', to: ['settings', 'subscriptions'] },
  { label: 'Emails', to: ['settings', 'mails'] },
  { label: 'Failed payments', to: ['settings', 'dunning'] },
  { label: 'Processor', to: ['settings', 'processor'] },
  { label: 'Checkout', to: ['settings', 'checkout'] },
  { label: 'Team', to: ['settings', 'team'] },
  { label: 'Data', to: ['settings', 'data'] },
];

/** A screen of the settings, among the others. */
export function SettingsPage({ children }: { children: ReactNode }) {
  const mayWrite = useMay('organizations:write');
  return (
    <Page title="Settings" description="For the whole organization, in test and live mode.">
      <LinkTabs label="Settings" tabs={tabs} />
      <div className="flex max-w-3xl flex-col gap-5">
        {!mayWrite && <Notice>Your role can view settings. Owners and admins can change them.</Notice>}
        {children}
      </div>
    </Page>
  );
}

/** A part of the settings that is saved by itself. Who may not save it sees it all the same. */
export function SettingsForm<Values extends object>({
  form,
  title,
  description,
  children,
}: {
  form: Form<Values>;
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  const mayWrite = useMay('organizations:write');
  return (
    <form onSubmit={form.submit} noValidate>
      <Card title={title} description={description}>
        <fieldset disabled={!mayWrite} className="flex min-w-0 flex-col gap-5">
          <legend className="sr-only">{title}</legend>
          {children}
          <FormError form={form} />
        </fieldset>
        {mayWrite && (
          <div className="-mx-5 mt-5 -mb-5 flex items-center gap-3 border-line border-t px-5 py-3">
            <Button look="primary" type="submit" isBusy={form.isBusy} disabled={!form.isDirty}>
              Save
            </Button>
            {form.isDirty && <span className="text-ink-soft text-sm">Not saved yet.</span>}
          </div>
        )}
      </Card>
    </form>
  );
}
