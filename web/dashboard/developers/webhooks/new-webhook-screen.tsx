import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Card } from '../../../ui/card.tsx';
import { RadioGroup } from '../../../ui/choice.tsx';
import { Field, Select } from '../../../ui/field.tsx';
import { useForm } from '../../../ui/use-form.ts';
import { useMay, useWorkspace } from '../../session.ts';
import { useAddressState } from '../../shared/filters.tsx';
import { FormFooter } from '../../shared/form-footer.tsx';
import { useAddress } from '../../shared/links.tsx';
import { LoadedPart } from '../../shared/loaded.tsx';
import { Page } from '../../shared/page.tsx';
import { useAct } from '../../shared/queries.ts';
import { Refused } from '../../shared/refused.tsx';
import { type EndpointCreate, type NewEndpoint, vendors, type WebhookLanguage } from '../objects.ts';
import { EndpointFields } from './endpoint-fields.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { useLanguages } from './use-endpoints.ts';

const trail = [{ label: 'Webhooks', to: ['webhooks'] }];

const hints: Record<WebhookLanguage['dialect'], string> = {
  polar: 'Whole objects, signed by Standard Webhooks; or a message for Slack or Discord.',
  flowglad: 'Which object it was, signed as Svix does.',
  atlas: 'Whole objects, signed in the way you choose.',
};

export default function NewWebhookScreen() {
  const languages = useLanguages();
  const [{ vendor }, change] = useAddressState();
  if (!useMay('webhooks:write')) return <Refused title="New webhook endpoint" />;
  return (
    <Page title="New webhook endpoint" trail={trail} width="narrow">
      <LoadedPart query={languages}>
        {(items) => {
          const language = items.find(({ dialect }) => dialect === vendor) ?? items[0];
          if (!language) return null;
          return (
            <div className="flex flex-col gap-5">
              <Card title="Which API does your server use?">
                <RadioGroup
                  label="Which API does your server use?"
                  looksLikeCards
                  className="sm:grid sm:grid-cols-3"
                  value={language.dialect}
                  onChange={(dialect) => change({ vendor: dialect })}
                  options={items.map(({ dialect }) => ({
                    value: dialect,
                    label: <span className="font-medium">{vendors[dialect]}</span>,
                    hint: hints[dialect],
                  }))}
                />
              </Card>
              {/* Another vendor's events are others: what was chosen of these goes. */}
              <NewEndpointForm key={language.dialect} language={language} />
            </div>
          );
        }}
      </LoadedPart>
    </Page>
  );
}

function NewEndpointForm({ language }: { language: WebhookLanguage }) {
  const { mode } = useWorkspace();
  const navigate = useNavigate();
  const address = useAddress();
  const [made, setMade] = useState<NewEndpoint>();
  const [contract, setContract] = useState(language.contracts[0] ?? '');
  const create = useAct(
    (body: EndpointCreate) => answerOf(florin.POST('/florin/v1/webhooks/endpoints', { body })),
    { isSilent: true },
  );
  const form = useForm(
    {
      url: '',
      name: '',
      event_types: [...language.event_types],
      format: 'raw' as const satisfies NewEndpoint['format'] as NewEndpoint['format'],
      signature_scheme: language.signature_schemes[0] ?? '',
    },
    async ({ url, name, event_types, format, signature_scheme }) => {
      const endpoint = await create.mutateAsync({
        dialect: language.dialect,
        contract,
        url: url.trim(),
        name: name.trim() || null,
        event_types,
        format,
        signature_scheme: signature_scheme || null,
      });
      setMade(endpoint);
    },
  );
  return (
    <form onSubmit={form.submit} noValidate>
      <Card title="Endpoint">
        <div className="flex flex-col gap-5">
          <EndpointFields form={form} language={language} mode={mode} />
          {language.contracts.length > 1 && (
            <Field
              label={`Version of ${vendors[language.dialect]}’s API`}
              hint="Payloads keep this version."
              error={form.errorOf('contract')}
            >
              <Select value={contract} onChange={(event) => setContract(event.target.value)}>
                {language.contracts.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </Select>
            </Field>
          )}
          <FormFooter form={form} action="Create endpoint" cancelTo={['webhooks']} />
        </div>
      </Card>
      {made && (
        <SecretDialog
          secret={made.secret}
          signing={made}
          isNew
          onClose={() => navigate({ to: address('webhooks', made.id) })}
        />
      )}
    </form>
  );
}
