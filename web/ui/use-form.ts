import { type FormEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { Problem } from '../api/problem.ts';

export type Form<Values> = {
  values: Values;
  set<Name extends keyof Values>(name: Name, value: Values[Name]): void;
  /** Takes other values, as if they had been the first. */
  reset(values: Values): void;
  isDirty: boolean;
  isBusy: boolean;
  /** What is wrong with a field: given by the API under the path of the field. */
  errorOf(path: string): string | undefined;
  /** What is wrong with none of the fields that asked. */
  error: string | undefined;
  /** For a form's `onSubmit`. */
  submit(event?: FormEvent): Promise<void>;
};

/**
 * The state of a form. `send` gets the values and throws a Problem where they are refused; its fields are told at the fields,
 * anything else above the form.
 */
export function useForm<Values extends object>(
  initial: Values,
  send: (values: Values) => Promise<unknown>,
): Form<Values> {
  const [first, setFirst] = useState(initial);
  const [values, setValues] = useState(initial);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [shown] = useState(() => new Set<string>());
  shown.clear();
  const isAtField = problem !== undefined && Object.keys(problem.fields).length > 0;
  return {
    values,
    set: (name, value) => setValues((old) => ({ ...old, [name]: value })),
    reset(next) {
      setFirst(next);
      setValues(next);
      setProblem(undefined);
    },
    isDirty: JSON.stringify(values) !== JSON.stringify(first),
    isBusy,
    errorOf(path) {
      shown.add(path);
      return problem?.fields[path];
    },
    get error() {
      if (!problem) return undefined;
      const untold = Object.entries(problem.fields).filter(([path]) => !shown.has(path));
      if (!isAtField) return problem.message;
      return untold.length > 0 ? untold.map(([path, text]) => `${path}: ${text}`).join(' ') : undefined;
    },
    async submit(event) {
      event?.preventDefault();
      const form = event?.currentTarget;
      setBusy(true);
      setProblem(undefined);
      try {
        await send(values);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        // At once, so that the fault stands at its field when that is gone to.
        flushSync(() => setProblem(error));
        goToFault(form);
      } finally {
        setBusy(false);
      }
    },
  };
}

/** Once the faults stand at their fields, goes to the first. */
function goToFault(form: Element | undefined): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid=true]');
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}
