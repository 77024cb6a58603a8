import { Type } from 'typebox';
import {
  type CustomFieldCommand,
  type CustomFieldInput,
  createCustomField,
  deleteCustomField,
  listCustomFields,
  selectCustomField,
  updateCustomField,
} from '../../billing/custom-fields/index.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { type Access, merchant } from './access.ts';
import { CustomFieldCreate, CustomFieldUpdate, TypeFilter } from './custom-field-input.ts';
import { CustomFieldSchema, customFieldView } from './custom-field-view.ts';
import { withinReach } from './customers.ts';
import { answerFailures, type FailureTable, notFound } from './errors.ts';
import { organizationFailure } from './input-rules.ts';
import { limitAndOffset, listAnswer, listSchema, pagingQuery, sortOf } from './paging.ts';
import { IdParams, oneOrMany, UuidInput } from './schemas.ts';

const read = merchant('custom_fields:read', 'custom_fields:write');
const write = merchant('custom_fields:write');

/** How the core's failures are told of a custom field. */
const failures: FailureTable = {
  custom_field_slug_taken: { type: 'value_error', loc: ['body', 'slug'] },
  custom_field_type_fixed: { type: 'value_error', loc: ['body', 'type'] },
};

export const customFieldRoutes: Route<Access>[] = [
  defineRoute({
    method: 'GET',
    path: '/v1/custom-fields/',
    summary: 'List custom fields',
    access: read,
    mayBeStale: true,
    query: Type.Object({
      organization_id: oneOrMany(UuidInput),
      query: Type.Optional(Type.String()),
      type: oneOrMany(TypeFilter),
      ...pagingQuery('created_at', 'slug', 'name', 'type'),
    }),
    responses: { 200: listSchema(CustomFieldSchema) },
    async handle(scope, { query }) {
      if (!withinReach(scope, query.organization_id)) return listAnswer([], 0, query);
      const sort = sortOf(query.sorting, {
        created_at: 'createdAt',
        slug: 'slug',
        name: 'name',
        type: 'type',
      } as const);
      const filter = { search: query.query, types: query.type };
      const { items, total } = await listCustomFields(scope, filter, { ...limitAndOffset(query), sort });
      return listAnswer(items.map(customFieldView), total, query);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/custom-fields/',
    summary: 'Create a custom field',
    access: write,
    body: CustomFieldCreate,
    responses: { 201: CustomFieldSchema },
    async handle(scope, { body }) {
      const { organization_id, metadata = {}, ...members } = body;
      const refused = organizationFailure(organization_id);
      if (refused) return refused;
      const result = await createCustomField(scope, { ...members, metadata } as CustomFieldInput);
      if (!result.ok) return answerFailures(result.failures, failures, body);
      return { status: 201, body: customFieldView(result.value) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/custom-fields/{id}',
    summary: 'Get a custom field',
    access: read,
    params: IdParams,
    responses: { 200: CustomFieldSchema },
    async handle(scope, { params }) {
      const field = await selectCustomField(scope, params.id);
      return field ? { status: 200, body: customFieldView(field) } : notFound();
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/v1/custom-fields/{id}',
    summary: 'Update a custom field',
    access: write,
    params: IdParams,
    body: CustomFieldUpdate,
    responses: { 200: CustomFieldSchema },
    async handle(scope, { params, body }) {
      const { type, metadata } = body;
      // Null leaves these as they are.
      const command = {
        type,
        metadata,
        name: body.name ?? undefined,
        slug: body.slug ?? undefined,
        properties: body.properties ?? undefined,
      } as CustomFieldCommand;
      const result = await updateCustomField(scope, params.id, command);
      if (!result.ok) return answerFailures(result.failures, failures, body);
      return { status: 200, body: customFieldView(result.value) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/v1/custom-fields/{id}',
    summary: 'Delete a custom field',
    access: write,
    params: IdParams,
    responses: { 204: null },
    async handle(scope, { params }) {
      const result = await deleteCustomField(scope, params.id);
      return result.ok ? { status: 204 } : notFound();
    },
  }),
];
