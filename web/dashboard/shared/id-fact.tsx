import { Fact } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';

/** The id of an object, to be copied. */
export function IdFact({ id, name = 'ID' }: { id: string; name?: string }) {
  return (
    <Fact name={name}>
      <span className="-my-1.5 flex items-center gap-1">
        <code className="truncate text-[0.8125rem]">{id}</code>
        <CopyButton text={id} label={`Copy the ${name}`} />
      </span>
    </Fact>
  );
}
