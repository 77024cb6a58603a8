import { Field, Input, Select } from '../../../ui/field.tsx';
import type { Form } from '../../../ui/use-form.ts';
import { humanize } from '../../shared/format.ts';
import type { Endpoint, WebhookLanguage } from '../objects.ts';
import { EventTypesField } from './event-types-field.tsx';

export type EndpointDraft = {
  url: string;
  name: string;
  event_types: string[];
  format: Endpoint['format'];
  signature_scheme: string;
};

const formats: Record<Endpoint['format'], string> = {
  raw: 'JSON, signed',
  slack: 'A message for Slack',
  discord: 'A message for Discord',
};

/** What Atlas's verifiers know. */
const schemes: Record<string, string> = {
  body: 'The body',
  stripe: 'Time and body, as Stripe does',
  timestamped: 'Time and body',
};

/** What can be said of an endpoint when it is made and later. */
export function EndpointFields({
  form,
  language,
  mode,
}: {
  form: Form<EndpointDraft>;
  language: WebhookLanguage;
  mode: 'test' | 'live';
}) {
  const { values, set, errorOf } = form;
  const typesError = language.event_types
    .map((_, index) => errorOf(`event_types.${index}`))
    .find((text) => text !== undefined);
  return (
    <>
      <Field
        label="Address"
        isRequired
        error={errorOf('url')}
        hint={
          mode === 'test'
            ? 'Your server’s URL, with https. For development, this machine works too.'
            : 'Where your server takes it: https, reachable from the internet.'
        }
      >
        <Input
          type="url"
          inputMode="url"
          placeholder="https://example.com/webhooks"
          value={values.url}
          onChange={(event) => set('url', event.target.value)}
        />
      </Field>
      <Field label="Name" aside="Optional" error={errorOf('name')}>
        <Input
          maxLength={255}
          placeholder="Fulfillment"
          value={values.name}
          onChange={(event) => set('name', event.target.value)}
        />
      </Field>
      {language.formats.length > 1 && (
        <Field label="What is sent" error={errorOf('format')}>
          <Select
            value={values.format}
            onChange={(event) => set('format', event.target.value as Endpoint['format'])}
          >
            {language.formats.map((format) => (
              <option key={format} value={format}>
                {formats[format]}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {language.signature_schemes.length > 1 && (
        <Field label="What is signed" error={errorOf('signature_scheme')}>
          <Select
            value={values.signature_scheme}
            onChange={(event) => set('signature_scheme', event.target.value)}
          >
            {language.signature_schemes.map((scheme) => (
              <option key={scheme} value={scheme}>
                {schemes[scheme] ?? humanize(scheme)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <EventTypesField
        known={language.event_types}
        chosen={values.event_types}
        onChange={(types) => set('event_types', types)}
        error={errorOf('event_types') ?? typesError}
      />
    </>
  );
}
