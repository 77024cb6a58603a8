import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { CodeBlock } from '../shared/code-block.tsx';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import { untangled } from '../shared/untangled.ts';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import { type Switches, useSaveSwitches, useSwitches } from './use-settings.ts';

export default function CheckoutScreen() {
  const switches = useSwitches();
  return (
    <SettingsPage>
      <LoadedPart query={switches}>
        {(data) => (
          <>
            <LanguageForm switches={data} />
            <EmbedForm switches={data} />
            <Embedding />
          </>
        )}
      </LoadedPart>
    </SettingsPage>
  );
}

function LanguageForm({ switches }: { switches: Switches }) {
  const save = useSaveSwitches();
  const features: Record<string, unknown> = switches.feature_settings ?? {};
  const checkout_localization_enabled = features.checkout_localization_enabled === true;
  const form = useForm({ checkout_localization_enabled }, async (feature_settings) => {
    await untangled(save.mutateAsync({ feature_settings }));
    form.reset(feature_settings);
  });
  return (
    <SettingsForm
      form={form}
      title="Language"
      description={
        <>
          How it looks is set under{' '}
          <ScreenLink to={['settings']} className={textLink}>
            General
          </ScreenLink>
          .
        </>
      }
    >
      <Switch
        label="Use the buyer’s language"
        hint="English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Turkish or Japanese, by the browser’s setting. Otherwise English."
        isChecked={form.values.checkout_localization_enabled}
        onChange={(value) => form.set('checkout_localization_enabled', value)}
      />
    </SettingsForm>
  );
}

/** A host as it is compared: what people paste may be a whole address. */
function hostOf(text: string): string {
  const trimmed = text.trim().toLowerCase();
  return URL.parse(trimmed.includes('://') ? trimmed : `https://${trimmed}`)?.hostname ?? trimmed;
}

function EmbedForm({ switches }: { switches: Switches }) {
  const save = useSaveSwitches();
  const form = useForm({ hosts: [...switches.embed_hosts] }, async ({ hosts }) => {
    const embed_hosts = hosts.map(hostOf).filter((host) => host !== '');
    await untangled(save.mutateAsync({ embed_hosts }));
    form.reset({ hosts: embed_hosts });
  });
  const { values, set, errorOf } = form;
  return (
    <SettingsForm
      form={form}
      title="Allowed websites"
      description="Websites that may embed the checkout. If the list is empty, every website may."
    >
      <fieldset className="flex min-w-0 flex-col items-start gap-2">
        <legend className="sr-only">Hosts</legend>
        {values.hosts.length === 0 && <p className="text-ink-soft text-sm">Every website.</p>}
        {values.hosts.map((host, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, whatever is typed into it
          <div key={index} className="flex w-full items-start gap-2">
            <Field
              label={`Host ${index + 1}`}
              hidesLabel
              className="flex-1"
              error={errorOf(`embed_hosts.${index}`)}
            >
              <Input
                className="font-mono"
                placeholder="shop.example.com"
                maxLength={255}
                value={host}
                onChange={(event) => set('hosts', values.hosts.with(index, event.target.value))}
              />
            </Field>
            <Button
              look="quiet"
              size="icon"
              aria-label={`Remove host ${index + 1}`}
              onClick={() => set('hosts', values.hosts.toSpliced(index, 1))}
            >
              <X />
            </Button>
          </div>
        ))}
        <Button
          size="small"
          look="quiet"
          className="-ml-2.5"
          onClick={() => set('hosts', [...values.hosts, ''])}
        >
          <Plus /> Add a host
        </Button>
      </fieldset>
    </SettingsForm>
  );
}

function Embedding() {
  const origin = window.location.origin;
  return (
    <Card
      title="Embed code"
      description="A link with this attribute opens the checkout on top of your page. Without the script it is a plain link."
    >
      <CodeBlock
        label="How to embed the checkout"
        text={`<script src="${origin}/embed.js" defer></script>

<a href="…the address of a checkout link…" data-florin-checkout>Buy now</a>`}
      />
    </Card>
  );
}
