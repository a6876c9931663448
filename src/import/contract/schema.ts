/** The contract as data for other programs: the table schema of each resource and the JSON Schema of the descriptor. */
import { type FieldType, type Resource, resourceNames, resources } from './resources.ts'

export const contractVersion = '1'
export const dataPackageProfile = 'https://datapackage.org/profiles/2.0/datapackage.json'
export const descriptorName = 'datapackage.json'
/** Leading column of a delivery of changes. */
export const operationColumn = '_op'
export type DeliveryKind = 'full' | 'changes'

export interface TableSchemaField {
  readonly name: string
  readonly type: 'string' | 'number' | 'integer' | 'date' | 'boolean'
  readonly description?: string
  readonly constraints?: Readonly<Record<string, unknown>>
  readonly trueValues?: readonly string[]
  readonly falseValues?: readonly string[]
}

export interface TableSchema {
  readonly fields: readonly TableSchemaField[]
  readonly primaryKey?: readonly string[]
  readonly foreignKeys?: readonly unknown[]
}

/** The `schema` a delivery's descriptor carries for a resource (Data Package 2.0, Table Schema). */
export function tableSchema(resource: Resource, kind: DeliveryKind = 'full'): TableSchema {
  const operation: TableSchemaField = {
    name: operationColumn,
    type: 'string',
    constraints: { required: true, enum: ['upsert', 'delete'] },
  }
  const foreignKeys = resource.fields.flatMap(({ name, type }) =>
    type.kind === 'id' && type.references
      ? [{ fields: [name], reference: { resource: type.references, fields: ['id'] } }]
      : [],
  )
  return {
    fields: [
      ...(kind === 'changes' ? [operation] : []),
      // A row that deletes carries its key only, so in a delivery of changes nothing but the key is always there.
      ...resource.fields.map(({ name, type, required, meaning }) => ({
        name,
        description: meaning,
        ...tableType(type, kind === 'full' ? required : resource.key.includes(name)),
      })),
    ],
    primaryKey: resource.key,
    ...(kind === 'full' && foreignKeys.length > 0 ? { foreignKeys } : {}),
  }
}

function tableType(type: FieldType, required: boolean): Omit<TableSchemaField, 'name'> {
  const constrain = (more: Readonly<Record<string, unknown>> = {}) => ({ constraints: { required, ...more } })
  switch (type.kind) {
    case 'id':
      return { type: 'string', ...constrain({ maxLength: 64 }) }
    case 'text':
      return { type: 'string', ...constrain({ maxLength: type.maxLength }) }
    case 'nrb':
      return { type: 'string', ...constrain({ pattern: '[0-9]{26}' }) }
    case 'enum':
      return { type: 'string', ...constrain({ enum: type.values }) }
    case 'money':
      return { type: 'number', ...constrain() }
    case 'decimal':
      return { type: 'number', ...constrain(type.minimum === undefined ? {} : { minimum: type.minimum }) }
    case 'integer':
      return { type: 'integer', ...constrain({ minimum: type.minimum, maximum: type.maximum }) }
    case 'date':
      return { type: 'date', ...constrain({ minimum: '1900-01-01', maximum: '2199-12-31' }) }
    case 'boolean':
      return { type: 'boolean', trueValues: ['true'], falseValues: ['false'], ...constrain() }
  }
}

const segment = '[A-Za-z0-9_-][A-Za-z0-9._-]*'
/** Relative, inside the delivery: no segment starts with a point, so none can be `..`. */
export const pathPattern = `^${segment}(/${segment})*$`
const moneyPattern = '^-?[0-9]{1,18}\\.[0-9]{2}$'
const momentPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$'
const moment = { type: 'string', pattern: momentPattern }
const count = { type: 'integer', minimum: 0, maximum: 2 ** 42 }

/** JSON Schema (draft-07) of `datapackage.json`; published, and what a descriptor is checked with. */
export function descriptorSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Dostawa e-BOK: datapackage.json',
    type: 'object',
    required: [
      '$schema',
      'ebok:contract',
      'ebok:cooperativeId',
      'ebok:asOf',
      'ebok:generatedAt',
      'ebok:kind',
      'ebok:sequence',
      'resources',
    ],
    properties: {
      $schema: { const: dataPackageProfile },
      'ebok:contract': { const: contractVersion },
      'ebok:cooperativeId': { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
      'ebok:asOf': moment,
      'ebok:generatedAt': moment,
      'ebok:kind': { enum: ['full', 'changes'] },
      'ebok:sequence': { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
      resources: {
        type: 'array',
        minItems: 1,
        maxItems: resourceNames.length,
        items: {
          type: 'object',
          required: ['name'],
          discriminator: { propertyName: 'name' },
          oneOf: resources.map(resourceSchema),
        },
      },
    },
  }
}

function resourceSchema(resource: Resource): object {
  return {
    required: ['name', 'path', 'type', 'encoding', 'bytes', 'hash', 'ebok:rows', 'ebok:controlTotals', 'schema'],
    properties: {
      name: { const: resource.name },
      path: { type: 'string', maxLength: 200, pattern: pathPattern },
      type: { const: 'table' },
      encoding: { const: 'utf-8' },
      bytes: count,
      hash: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
      'ebok:rows': count,
      'ebok:controlTotals': {
        type: 'object',
        required: resource.controlTotals,
        properties: Object.fromEntries(
          resource.controlTotals.map((field) => [field, { type: 'string', pattern: moneyPattern }]),
        ),
        additionalProperties: false,
      },
      dialect: {
        type: 'object',
        properties: {
          delimiter: { const: ',' },
          quoteChar: { const: '"' },
          doubleQuote: { const: true },
          header: { const: true },
        },
      },
      schema: {
        type: 'object',
        required: ['fields'],
        properties: {
          fields: {
            type: 'array',
            minItems: 1,
            maxItems: 60,
            items: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 60 } } },
          },
        },
      },
    },
  }
}
