/** Why a call failed, for a page to say: at a field where it is a field's fault. */
export class Problem extends Error {
  /** 0 where no answer came. */
  readonly status: number;
  /** The API's own word for it. */
  readonly code: string;
  /** By the path of the field, its parts joined by dots, without `body`. */
  readonly fields: Record<string, string>;

  constructor(status: number, code: string, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

type Answered<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * The body of an answer that is good.
 *
 * @throws Problem
 */
export async function answerOf<Data>(call: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  let answer: Answered<Data>;
  try {
    answer = await call;
  } catch (cause) {
    throw new Problem(0, 'offline', cause instanceof Error ? cause.message : 'The server was not reached.');
  }
  if (!answer.response.ok) throw problemOf(answer.response.status, answer.error);
  return answer.data as NonNullable<Data>;
}

type PolarError = { detail?: string | { loc: (string | number)[]; msg: string }[] };
type FlorinError = { code: string; message: string; param: string | null };

/** Reads the errors of both APIs that the pages speak. */
export function problemOf(status: number, body: unknown): Problem {
  const { error, detail } = (body ?? {}) as { error?: unknown; detail?: PolarError['detail'] };
  if (typeof error === 'object' && error !== null) {
    const { code, message, param } = error as FlorinError;
    return new Problem(status, code, message, param === null ? {} : { [param]: message });
  }
  if (Array.isArray(detail)) {
    const fields = Object.fromEntries(
      detail.map(({ loc, msg }) => [loc.filter((part) => part !== 'body').join('.'), msg]),
    );
    return new Problem(status, String(error ?? 'invalid'), detail[0]?.msg ?? 'Not valid.', fields);
  }
  return new Problem(status, String(error ?? 'error'), detail ?? `The server answered ${status}.`);
}
