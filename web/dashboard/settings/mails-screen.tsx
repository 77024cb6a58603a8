import { Eye } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { mailKindLabels } from '../developers/mails/kinds.ts';
import { useWorkspace } from '../session.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import { type CustomerMail, mailGroups, sampleOf } from './mail-kinds.ts';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import { type Switches, useSaveSwitches, useSwitches } from './use-settings.ts';

export default function MailsScreen() {
  const switches = useSwitches();
  return (
    <SettingsPage>
      <LoadedPart query={switches}>{(data) => <MailsForm switches={data} />}</LoadedPart>
    </SettingsPage>
  );
}

function MailsForm({ switches }: { switches: Switches }) {
  const save = useSaveSwitches();
  const [shown, setShown] = useState<CustomerMail>();
  const form = useForm(switches.customer_email_settings, async (customer_email_settings) => {
    await save.mutateAsync({ customer_email_settings });
    form.reset(customer_email_settings);
  });
  return (
    <SettingsForm
      form={form}
      title="Emails to customers"
      description="Sent in the customer’s language. Sign-in codes and invitations are always sent."
    >
      {mailGroups.map(({ label, mails }) => (
        <section key={label}>
          <h3 className="mb-1 font-medium text-ink-soft text-xs">{label}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line">
            {mails.map(([kind, when]) => (
              <li key={kind} className="flex items-center gap-2 px-3.5 py-3">
                <Button
                  look="quiet"
                  size="icon-small"
                  className="-ml-2"
                  aria-label={`What “${mailKindLabels[kind]}” says`}
                  onClick={() => setShown(kind)}
                >
                  <Eye />
                </Button>
                <Switch
                  className="flex-1 items-center"
                  label={mailKindLabels[kind]}
                  hint={when}
                  isChecked={form.values[kind]}
                  onChange={(isOn) => form.set(kind, isOn)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {shown && <SampleDialog kind={shown} onClose={() => setShown(undefined)} />}
    </SettingsForm>
  );
}

/** What a mail says, by its own words. */
function SampleDialog({ kind, onClose }: { kind: CustomerMail; onClose(): void }) {
  const { organization } = useWorkspace();
  const { subject, title, paragraphs, button } = sampleOf(kind, organization.name);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={mailKindLabels[kind]}
      footer={
        <Button asChild look="quiet">
          <ScreenLink to={['mails']} search={{ kind }}>
            View sent emails
          </ScreenLink>
        </Button>
      }
    >
      <div className="rounded-lg border border-line bg-sunken p-4 sm:p-6">
        <p className="mb-4 text-ink-soft text-sm">
          Subject: <span className="text-ink">{subject}</span>
        </p>
        <div className="mx-auto flex max-w-md flex-col gap-4 rounded-xl border border-line bg-surface p-6">
          <p className="font-semibold text-lg/6">{title}</p>
          {paragraphs.map((text) => (
            <p key={text} className="text-sm/6">
              {text}
            </p>
          ))}
          {button && (
            <span className="w-fit rounded-lg bg-ink px-4 py-2.5 font-medium text-canvas text-sm">
              {button}
            </span>
          )}
        </div>
        <p className="mx-auto mt-4 max-w-md text-ink-soft text-xs">{`Sent by ${organization.name}.`}</p>
      </div>
      <p className="mt-3 text-ink-soft text-sm">
        In English, with a sample product, price and date.{' '}
        <ScreenLink to={['settings']} className={textLink}>
          Logo and name
        </ScreenLink>{' '}
        appear at the top.
      </p>
    </Dialog>
  );
}
