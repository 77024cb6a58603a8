import { ImageUp, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMay } from '../session.ts';
import { BrandPreview } from './brand-preview.tsx';
import { SettingsForm } from './settings-page.tsx';
import { type Organization, useLogo, useSaveOrganization } from './use-settings.ts';

const largestLogoBytes = 512 * 1024;
const pictures = 'image/png,image/jpeg,image/webp';

/** The picture that customers know the organization by. */
export function LogoCard({ organization }: { organization: Organization }) {
  const { upload, remove } = useLogo();
  const mayWrite = useMay('organizations:write');
  const input = useRef<HTMLInputElement>(null);
  const { avatar_url, name } = organization;
  function choose(file: File | undefined) {
    if (!file) return;
    if (file.size > largestLogoBytes) toast('The picture is larger than 512 KB.', { tone: 'bad' });
    else upload.mutate(file);
  }
  return (
    <Card title="Logo" description="Shown at checkout, in the portal and in emails.">
      <div className="flex flex-wrap items-center gap-5">
        {avatar_url ? (
          <img
            src={avatar_url}
            alt={`The logo of ${name}`}
            className="size-20 rounded-xl border border-line bg-surface object-contain"
          />
        ) : (
          <span
            aria-hidden="true"
            className="grid size-20 place-items-center rounded-xl border border-line border-dashed font-semibold text-2xl text-ink-faint"
          >
            {name.charAt(0).toUpperCase()}
          </span>
        )}
        <div className="flex min-w-0 flex-col gap-2.5">
          {mayWrite && (
            <div className="flex flex-wrap gap-2">
              <Button isBusy={upload.isPending} onClick={() => input.current?.click()}>
                <ImageUp /> {avatar_url ? 'Change' : 'Upload a logo'}
              </Button>
              {avatar_url && (
                <Button look="quiet" isBusy={remove.isPending} onClick={() => remove.mutate(undefined)}>
                  <Trash2 /> Remove
                </Button>
              )}
              <input
                ref={input}
                type="file"
                accept={pictures}
                aria-label="Logo"
                className="sr-only"
                tabIndex={-1}
                onChange={({ target }) => {
                  choose(target.files?.[0]);
                  // So that the same file can be chosen again.
                  target.value = '';
                }}
              />
            </div>
          )}
          <p className="text-[0.8125rem]/5 text-ink-soft">
            PNG, JPEG or WebP, at most 512 KB. Square ones look best.
          </p>
        </div>
      </div>
    </Card>
  );
}

const ownColor = '#0b6e5c';

/** The colour of buttons and links where customers are. */
export function ColorForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const form = useForm({ color: organization.brand_color ?? '' }, async ({ color }) => {
    const { brand_color } = await save.mutateAsync({ brand_color: color.trim() || null });
    form.reset({ color: brand_color ?? '' });
  });
  const { values, set, errorOf } = form;
  const color = values.color.trim();
  const isColor = /^#[0-9a-f]{6}$/i.test(color);
  return (
    <SettingsForm
      form={form}
      title="Color"
      description="For buttons and links at checkout and in the portal."
    >
      <div className="flex items-end gap-3">
        <Field label="Brand color" error={errorOf('brand_color')} className="w-40">
          <Input
            className="font-mono"
            placeholder={ownColor}
            maxLength={7}
            value={values.color}
            onChange={(event) => set('color', event.target.value)}
          />
        </Field>
        <input
          type="color"
          aria-label="Pick a color"
          className="h-11 w-14 rounded-lg border border-line-strong/60 bg-surface p-1 disabled:opacity-55 sm:h-9"
          value={isColor ? color : ownColor}
          onChange={(event) => set('color', event.target.value)}
        />
        {values.color !== '' && (
          <Button look="quiet" onClick={() => set('color', '')}>
            Use Florin’s
          </Button>
        )}
      </div>
      <BrandPreview color={color} name={organization.name} />
    </SettingsForm>
  );
}
