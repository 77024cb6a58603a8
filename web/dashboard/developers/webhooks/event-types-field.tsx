import { useId } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/choice.tsx';
import { humanize } from '../../shared/format.ts';

/** By the noun before the dot, in the vendor's order. */
function groupsOf(types: readonly string[]): [string, string[]][] {
  return [...Map.groupBy(types, (type) => type.split('.')[0] ?? type)];
}

/** Which of a vendor's events are told. */
export function EventTypesField({
  known,
  chosen,
  onChange,
  error,
}: {
  known: readonly string[];
  chosen: readonly string[];
  onChange(chosen: string[]): void;
  error?: string | undefined;
}) {
  const id = useId();
  const has = new Set(chosen);
  const set = (types: readonly string[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const type of types) {
      if (isChosen) next.add(type);
      else next.delete(type);
    }
    onChange(known.filter((type) => next.has(type)));
  };
  return (
    <fieldset aria-labelledby={id} className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <span id={id} className="font-medium text-[0.8125rem]/5">
          Events <span className="font-normal text-ink-soft">({chosen.length} chosen)</span>
        </span>
        <span className="flex gap-1">
          <Button look="quiet" size="small" onClick={() => set(known, true)}>
            All
          </Button>
          <Button look="quiet" size="small" onClick={() => set(known, false)}>
            None
          </Button>
        </span>
      </div>
      {error && (
        <p role="alert" className="mb-2 text-[0.8125rem]/5 text-bad">
          {error}
        </p>
      )}
      <div className="max-h-96 divide-y divide-line overflow-y-auto rounded-lg border border-line">
        {groupsOf(known).map(([noun, types]) => {
          const count = types.filter((type) => has.has(type)).length;
          return (
            <div key={noun} className="grid gap-x-4 gap-y-2 px-3.5 py-3 sm:grid-cols-[11rem_1fr]">
              <Checkbox
                label={<span className="font-medium">{humanize(noun)}</span>}
                isChecked={count === types.length}
                onChange={(isChosen) => set(types, isChosen)}
              />
              <div className="grid gap-x-4 gap-y-2 max-sm:pl-7 sm:grid-cols-2">
                {types.map((type) => (
                  <Checkbox
                    key={type}
                    label={<span className="font-mono text-[0.8125rem]">{type}</span>}
                    isChecked={has.has(type)}
                    onChange={(isChosen) => set([type], isChosen)}
                  />
                ))}
              </div>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
