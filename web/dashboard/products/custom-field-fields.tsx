import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import type { Form } from '../../ui/use-form.ts';
import { DayField } from '../shared/day-field.tsx';
import { MetadataFields } from '../shared/metadata.tsx';
import { type FieldDraft, keyFrom } from './custom-field-draft.ts';
import { fieldTypes } from './use-custom-fields.ts';

type PartProps = { form: Form<FieldDraft> };

/** All of a custom field: what it is called, what it asks for, and what is taken for an answer. */
export function CustomFieldFields({ form, isMade }: PartProps & { isMade: boolean }) {
  const { values } = form;
  const text = (name: 'label' | 'helpText' | 'placeholder', label: string, path: string, hint?: string) => (
    <Field label={label} aside="Optional" hint={hint} error={form.errorOf(`properties.${path}`)}>
      <Input value={values[name]} onChange={(event) => form.set(name, event.target.value)} />
    </Field>
  );
  return (
    <>
      <Card>
        <div className="flex flex-col gap-4">
          <Field label="Name" isRequired error={form.errorOf('name')}>
            <Input value={values.name} onChange={(event) => form.set('name', event.target.value)} />
          </Field>
          <Field label="Key" hint="The key of the answer in the order’s data." error={form.errorOf('slug')}>
            <Input
              value={values.slug}
              placeholder={keyFrom(values.name) || 'team_name'}
              className="font-mono"
              spellCheck={false}
              onChange={(event) => form.set('slug', event.target.value)}
            />
          </Field>
          <Field
            label="Kind"
            error={form.errorOf('type')}
            {...(isMade ? { hint: 'Cannot be changed after the field is created.' } : {})}
          >
            <Select
              value={values.type}
              disabled={isMade}
              onChange={(event) => form.set('type', event.target.value as FieldDraft['type'])}
            >
              {Object.entries(fieldTypes).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      </Card>
      <Card title="In the checkout">
        <div className="flex flex-col gap-4">
          {text('label', 'Label', 'form_label', 'Defaults to the name.')}
          {text('helpText', 'Help', 'form_help_text')}
          {values.type !== 'checkbox' && text('placeholder', 'Placeholder', 'form_placeholder')}
          <Rules form={form} />
        </div>
      </Card>
      <Card title="Metadata">
        <MetadataFields
          entries={values.metadata}
          onChange={(entries) => form.set('metadata', entries)}
          error={form.errorOf('metadata')}
        />
      </Card>
    </>
  );
}

/** What is taken for an answer. */
function Rules({ form }: PartProps) {
  const { type, least, most, isLong } = form.values;
  if (type === 'checkbox') return null;
  if (type === 'select') return <Options form={form} />;
  if (type === 'date') {
    return (
      <div className="grid gap-4 sm:grid-cols-2">
        <DayField
          label="From"
          hint="Leave empty for any day."
          value={least}
          onChange={(value) => form.set('least', value)}
          error={form.errorOf('properties.ge')}
        />
        <DayField
          label="Until"
          hint="Leave empty for any day."
          value={most}
          onChange={(value) => form.set('most', value)}
          error={form.errorOf('properties.le')}
        />
      </div>
    );
  }
  const [leastPath, mostPath] = type === 'text' ? ['min_length', 'max_length'] : ['ge', 'le'];
  const [leastLabel, mostLabel] =
    type === 'text' ? ['Fewest characters', 'Most characters'] : ['At least', 'At most'];
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={leastLabel} aside="Optional" error={form.errorOf(`properties.${leastPath}`)}>
          <Input
            inputMode="numeric"
            value={least}
            onChange={(event) => form.set('least', event.target.value)}
          />
        </Field>
        <Field label={mostLabel} aside="Optional" error={form.errorOf(`properties.${mostPath}`)}>
          <Input
            inputMode="numeric"
            value={most}
            onChange={(event) => form.set('most', event.target.value)}
          />
        </Field>
      </div>
      {type === 'text' && (
        <Checkbox
          label="Multiple lines"
          isChecked={isLong}
          onChange={(isChecked) => form.set('isLong', isChecked)}
        />
      )}
    </>
  );
}

function Options({ form }: PartProps) {
  const { options } = form.values;
  const change = (at: number, part: Partial<FieldDraft['options'][number]>) =>
    form.set(
      'options',
      options.map((option, index) => (index === at ? { ...option, ...part } : option)),
    );
  const error = form.errorOf('properties.options');
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1.5 font-medium text-[0.8125rem]/5">Choices</legend>
      {options.map((option, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its place, whatever is typed into it
        <div key={at} className="flex w-full items-center gap-2">
          <Input
            aria-label={`Choice ${at + 1}`}
            placeholder="What the buyer reads"
            className="flex-1"
            value={option.label}
            onChange={(event) => change(at, { label: event.target.value })}
          />
          <Input
            aria-label={`Value of choice ${at + 1}`}
            placeholder={keyFrom(option.label) || 'value'}
            className="flex-1 font-mono"
            value={option.value}
            onChange={(event) => change(at, { value: event.target.value })}
          />
          <Button
            look="quiet"
            size="icon-small"
            aria-label={`Remove choice ${at + 1}`}
            onClick={() =>
              form.set(
                'options',
                options.filter((_, index) => index !== at),
              )
            }
          >
            <X />
          </Button>
        </div>
      ))}
      {error && (
        <p role="alert" className="text-[0.8125rem]/5 text-bad">
          {error}
        </p>
      )}
      <Button
        size="small"
        look="quiet"
        className="-ml-2.5"
        onClick={() => form.set('options', [...options, { value: '', label: '' }])}
      >
        <Plus /> Add a choice
      </Button>
    </fieldset>
  );
}
