import { Checkbox } from '../../ui/choice.tsx';
import { Field, Input, Select, TextArea } from '../../ui/field.tsx';
import type { AttachedField } from '../checkout-api.ts';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { checkAnswer } from './check-draft.ts';
import { answersChange } from './draft.ts';
import type { FormState } from './form-state.ts';

const typingMilliseconds = 600;

/** What the merchant asks besides. */
export function CustomFields({ form }: { form: FormState }) {
  const words = useWords();
  const { checkout, change } = useSession();
  const { draft, set, errorOf } = form;
  const fields = checkout.attached_custom_fields;

  function answer(slug: string, value: string | boolean, wait: number) {
    const answers = { ...draft.answers, [slug]: value };
    set({ answers });
    // What cannot be is not asked about: it would keep the rest from being taken.
    const good = fields.filter(
      (field) =>
        checkAnswer(words, { ...field, required: false }, answers[field.custom_field.slug]) === undefined,
    );
    change(answersChange(answers, good), wait);
  }

  return (
    <div className="flex flex-col gap-4">
      {fields.map((field) => {
        const { slug } = field.custom_field;
        return (
          <CustomField
            key={field.custom_field_id}
            field={field}
            value={draft.answers[slug] ?? ''}
            error={errorOf(`custom_field_data.${slug}`)}
            onChange={(value, wait = typingMilliseconds) => answer(slug, value, wait)}
          />
        );
      })}
    </div>
  );
}

function CustomField({
  field: { custom_field: field, required },
  value,
  error,
  onChange,
}: {
  field: AttachedField;
  value: string | boolean;
  error: string | undefined;
  onChange(value: string | boolean, wait?: number): void;
}) {
  const { say } = useWords();
  const { form_label: ownLabel, form_help_text: hint, form_placeholder: placeholder } = field.properties;
  const label = ownLabel ?? field.name;
  if (field.type === 'checkbox') {
    return (
      <Checkbox
        label={label}
        hint={hint}
        error={error}
        isChecked={value === true}
        isRequired={required}
        onChange={(isChecked) => onChange(isChecked, 0)}
      />
    );
  }
  const text = String(value);
  const typed = { value: text, placeholder };
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      isRequired={required}
      aside={required ? undefined : say('optional')}
    >
      {field.type === 'select' ? (
        <Select value={text} onChange={({ target }) => onChange(target.value, 0)}>
          <option value="" disabled={required}>
            {placeholder ?? say('choose')}
          </option>
          {field.properties.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      ) : field.type === 'text' && field.properties.textarea ? (
        <TextArea {...typed} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <Input
          {...typed}
          type={field.type === 'date' ? 'date' : 'text'}
          inputMode={field.type === 'number' ? 'numeric' : undefined}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
