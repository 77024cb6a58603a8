import { type TSchema, Type } from 'typebox';
import { type ParseOutcome, parsed } from '../../platform/schema.ts';

/** Or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

export const Metadata = Type.Unsafe<Record<string, string | number | boolean>>({
  type: 'object',
  additionalProperties: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
});

/** UTF-8 bytes: what fits into an index of the database, also where lower case is longer than upper case. */
const indexedTextLimit = 1500;

/** Any text, kept as sent, that can be looked up. */
export const IndexedText = parsed(
  Type.String(),
  (text): ParseOutcome<string> =>
    Buffer.byteLength(text) <= indexedTextLimit
      ? { value: text }
      : {
          type: 'too_big',
          reason: `Too big: expected string to have <=${indexedTextLimit} bytes`,
          context: { origin: 'string', code: 'too_big', maximum: indexedTextLimit, inclusive: true },
        },
);

export const ExternalIdParams = Type.Object({ externalId: Type.String() });
