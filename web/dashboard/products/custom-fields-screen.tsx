import { Link } from '@tanstack/react-router';
import { Plus, TextCursorInput } from 'lucide-react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useMay } from '../session.ts';
import type { BulkAct } from '../shared/bulk.tsx';
import { countedPages } from '../shared/counted-pages.ts';
import { ChoiceFilter, SearchFilter, useAddressState } from '../shared/filters.tsx';
import { day } from '../shared/format.ts';
import { LinkTabs } from '../shared/link-tabs.tsx';
import { useAddress } from '../shared/links.tsx';
import { type Column, List } from '../shared/list.tsx';
import type { CustomField } from '../shared/objects.ts';
import { Page } from '../shared/page.tsx';
import { catalogTabs } from './catalog-tabs.ts';
import { deleteCustomField, fieldTypes } from './use-custom-fields.ts';

const columns: readonly Column<CustomField>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, csv: ({ name }) => name },
  {
    id: 'slug',
    header: 'Key',
    cell: ({ slug }) => <code className="text-[0.8125rem]">{slug}</code>,
    csv: ({ slug }) => slug,
  },
  { id: 'type', header: 'Kind', cell: ({ type }) => fieldTypes[type], csv: ({ type }) => type },
  {
    id: 'created',
    header: 'Created',
    cell: ({ created_at }) => day(created_at),
    csv: ({ created_at }) => created_at,
    onPhone: 'hidden',
    className: 'text-ink-soft',
  },
  { id: 'id', header: 'ID', cell: () => null, csv: ({ id }) => id, isExportOnly: true },
];

const remove: BulkAct<CustomField> = {
  label: 'Delete',
  isDestructive: true,
  explain: () =>
    'Checkouts stop asking for them. Answers already given stay with their orders. This cannot be undone.',
  run: ({ id }) => deleteCustomField(id),
  nameOf: ({ name }) => name,
};

export default function CustomFieldsScreen() {
  const [{ query, type }] = useAddressState();
  const address = useAddress();
  const mayWrite = useMay('custom_fields:write');
  const filter = {
    ...(query ? { query } : {}),
    ...(type ? { type: [type as CustomField['type']] } : {}),
  };
  const newButton = mayWrite && (
    <Button look="primary" asChild>
      <Link to={address('products', 'custom-fields', 'new')}>
        <Plus /> New custom field
      </Link>
    </Button>
  );
  return (
    <Page title="Custom fields" actions={newButton}>
      <LinkTabs label="Catalog" tabs={catalogTabs} />
      <List
        name="Custom fields"
        queryKey={['custom-fields', 'list', filter]}
        fetch={countedPages((page) =>
          answerOf(
            polar.GET('/v1/custom-fields/', {
              params: { query: { ...filter, ...page, sorting: ['-created_at'] } },
            }),
          ),
        )}
        columns={columns}
        idOf={({ id }) => id}
        addressOf={({ id }) => address('products', 'custom-fields', id)}
        filters={
          <>
            <SearchFilter label="Search custom fields" />
            <ChoiceFilter
              label="Kind"
              name="type"
              options={Object.entries(fieldTypes).map(([value, label]) => ({ value, label }))}
            />
          </>
        }
        bulkActs={mayWrite ? [remove] : []}
        empty={
          Object.keys(filter).length > 0 ? (
            <EmptyState icon={<TextCursorInput />} title="No matching custom fields">
              Try another search, or change the filter.
            </EmptyState>
          ) : (
            <EmptyState icon={<TextCursorInput />} title="No custom fields yet" action={newButton}>
              Extra questions at checkout: a team name, a size, accepting the terms. Create a field once, then
              add it to products.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
