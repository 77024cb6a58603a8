import { useParams } from '@tanstack/react-router';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import type { CustomField } from '../shared/objects.ts';
import { useScopedQuery } from '../shared/queries.ts';

export const fieldTypes: Record<CustomField['type'], string> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  checkbox: 'Checkbox',
  select: 'Choice',
};

const byId = (id: string) => ({ params: { path: { id } } });

/** The custom field that the address names. */
export function useCustomField() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  return useScopedQuery(['custom-fields', id], () => answerOf(polar.GET('/v1/custom-fields/{id}', byId(id))));
}

export const deleteCustomField = (id: string) => answerOf(polar.DELETE('/v1/custom-fields/{id}', byId(id)));
