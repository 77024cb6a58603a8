import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Check, ChevronDown, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { useFieldProps } from '../../ui/field.tsx';
import { floatingPanel } from '../../ui/menu.tsx';
import { useScopedKey } from './queries.ts';

export type Choice = { id: string; label: string; hint?: string | undefined };

type Source = {
  /** What is chosen from: `products`. */
  name: string;
  search(text: string): Promise<readonly Choice[]>;
};

type PickProps = {
  source: Source;
  value: Choice | undefined;
  onChange(value: Choice | undefined): void;
  placeholder: string;
  /** What is not offered. */
  except?: readonly string[];
  isClearable?: boolean;
  /** Above a list: that nothing is chosen says something too. */
  isFilter?: boolean;
  /** Where no field around it has one. */
  label?: string;
  className?: string;
};

/** Chooses one of many by typing a part of its name. */
export function Pick({
  source,
  value,
  onChange,
  placeholder,
  except = [],
  isClearable = false,
  isFilter = false,
  label,
  className,
}: PickProps) {
  const [isOpen, setOpen] = useState(false);
  const fieldProps = useFieldProps();
  return (
    <div className={cn('flex min-w-0 gap-1', className)}>
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Trigger asChild>
          <Button
            role="combobox"
            className="h-11 min-w-0 flex-1 justify-between border-line-strong/60 px-3 font-normal text-base enabled:hover:border-line-strong sm:h-9 sm:text-sm"
            {...fieldProps}
            {...(label ? { 'aria-label': label } : {})}
          >
            <span className={cn('truncate', !value && !isFilter && 'text-ink-faint')}>
              {value?.label ?? placeholder}
            </span>
            <ChevronDown className="text-ink-soft" aria-hidden="true" />
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={6}
            collisionPadding={8}
            aria-label={placeholder}
            className={cn(
              floatingPanel,
              'w-[max(var(--radix-popover-trigger-width),18rem)] max-w-[92vw] p-0',
            )}
          >
            <Options
              source={source}
              value={value}
              except={except}
              onChoose={(choice) => {
                onChange(choice);
                setOpen(false);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {isClearable && value && (
        <Button
          look="quiet"
          size="icon"
          aria-label={`Clear ${label ?? value.label}`}
          onClick={() => onChange(undefined)}
        >
          <X />
        </Button>
      )}
    </div>
  );
}

function Options({
  source,
  value,
  except,
  onChoose,
}: {
  source: Source;
  value: Choice | undefined;
  except: readonly string[];
  onChoose(choice: Choice): void;
}) {
  const [text, setText] = useState('');
  const scoped = useScopedKey();
  const found = useQuery({
    queryKey: scoped('pick', source.name, text.trim()),
    queryFn: () => source.search(text.trim()),
    placeholderData: keepPreviousData,
  });
  const choices = (found.data ?? []).filter(({ id }) => !except.includes(id));
  return (
    <Command shouldFilter={false} label={`Search ${source.name}`}>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={`Search ${source.name}`}
        className="h-11 w-full border-line border-b bg-transparent px-3 text-base outline-none sm:h-9 sm:text-sm"
      />
      <Command.List className="max-h-64 overflow-y-auto p-1" label={source.name}>
        {choices.map((choice) => (
          <Command.Item
            key={choice.id}
            value={choice.id}
            onSelect={() => onChoose(choice)}
            className="flex min-h-9 cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-sm data-[selected=true]:bg-hover pointer-coarse:min-h-11"
          >
            <Check
              aria-hidden="true"
              className={cn('size-4 shrink-0', choice.id !== value?.id && 'invisible')}
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{choice.label}</span>
              {choice.hint && <span className="block truncate text-ink-soft text-xs">{choice.hint}</span>}
            </span>
          </Command.Item>
        ))}
      </Command.List>
      {choices.length === 0 && (
        <p role="status" className="px-3 pt-1 pb-3 text-ink-soft text-sm">
          {found.isPending ? 'Searching…' : found.isError ? 'This could not be searched.' : 'Nothing found.'}
        </p>
      )}
    </Command>
  );
}

/** Chooses several: each stands in a line of its own and can be taken out again. */
export function PickMany({
  source,
  values,
  onChange,
  placeholder,
  render,
}: {
  source: Source;
  values: readonly Choice[];
  onChange(values: Choice[]): void;
  placeholder: string;
  /** What stands beside the name of one. */
  render?(choice: Choice): ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2">
      {values.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {values.map((choice) => (
            <li key={choice.id} className="flex min-h-10 items-center gap-3 py-1 pr-1 pl-3 text-sm">
              <span className="min-w-0 flex-1">
                <span className="block truncate">{choice.label}</span>
                {choice.hint && <span className="block truncate text-ink-soft text-xs">{choice.hint}</span>}
              </span>
              {render?.(choice)}
              <Button
                look="quiet"
                size="icon-small"
                aria-label={`Remove ${choice.label}`}
                onClick={() => onChange(values.filter(({ id }) => id !== choice.id))}
              >
                <X />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Pick
        source={source}
        value={undefined}
        label={placeholder}
        placeholder={placeholder}
        except={values.map(({ id }) => id)}
        onChange={(choice) => choice && onChange([...values, choice])}
      />
    </div>
  );
}
