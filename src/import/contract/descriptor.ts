/** `datapackage.json`: what it must say, and the reading of it. */
import { isUtf8 } from 'node:buffer'
import { Ajv, type ErrorObject } from 'ajv'
import { parseIsoDate } from '#kernel/dates.ts'
import { type JsonMap, mapJson } from './json-lines.ts'
import { type Problem, type ProblemCode, type ProblemDetails, problem } from './problem.ts'
import { type ResourceName, resource, resources } from './resources.ts'
import { type DeliveryKind, descriptorName, descriptorSchema, operationColumn } from './schema.ts'

export interface DescribedResource {
  readonly name: ResourceName
  /** Relative to the descriptor, with `/`. */
  readonly path: string
  readonly bytes: number
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string
  readonly rows: number
  /** Field → sum as decimal text. */
  readonly controlTotals: Readonly<Record<string, string>>
}

export interface Descriptor {
  readonly cooperativeId: string
  /** State of the books: ISO date and time with offset. */
  readonly asOf: string
  readonly generatedAt: string
  readonly kind: DeliveryKind
  readonly sequence: number
  /** In the order of the contract: what is referred to comes before what refers to it. */
  readonly resources: readonly DescribedResource[]
}

export const descriptorBytesLimit = 2 * 1024 * 1024

export type DescriptorReading =
  | { readonly descriptor: Descriptor; readonly problems: readonly [] }
  | { readonly descriptor: null; readonly problems: readonly Problem[] }

/** Reads the bytes of a descriptor. Never throws: whatever is wrong becomes a problem with its line. */
export function readDescriptor(bytes: Buffer): DescriptorReading {
  const refuse = (code: ProblemCode, line: number | null, details: ProblemDetails = {}): DescriptorReading => ({
    descriptor: null,
    problems: [problem(code, { file: descriptorName, line }, details)],
  })
  if (bytes.length > descriptorBytesLimit) return refuse('descriptorTooLarge', null, { limit: descriptorBytesLimit })
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return refuse('byteOrderMark', 1)
  if (!isUtf8(bytes))
    return refuse('notUtf8', null, { hint: bytes[0] === 0xff || bytes[0] === 0xfe ? 'utf16' : 'cp1250' })
  const text = bytes.toString('utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return refuse('descriptorNotJson', lineOfSyntaxError(text, error))
  }
  const map = mapJson(text)
  if (map.tooDeepAt !== null) return refuse('descriptorTooDeep', map.tooDeepAt)
  const problems = [...keyProblems(map), ...shapeProblems(json, map)]
  if (problems.length > 0) return { descriptor: null, problems }
  const raw = json as RawDescriptor
  const more = meaningProblems(raw, map)
  return more.length > 0 ? { descriptor: null, problems: more } : { descriptor: toDescriptor(raw), problems: [] }
}

interface RawDescriptor {
  readonly 'ebok:cooperativeId': string
  readonly 'ebok:asOf': string
  readonly 'ebok:generatedAt': string
  readonly 'ebok:kind': DeliveryKind
  readonly 'ebok:sequence': number
  readonly resources: readonly RawResource[]
}

interface RawResource {
  readonly name: ResourceName
  readonly path: string
  readonly bytes: number
  readonly hash: string
  readonly 'ebok:rows': number
  readonly 'ebok:controlTotals': Readonly<Record<string, string>>
  readonly schema: { readonly fields: readonly { readonly name: string }[] }
}

function toDescriptor(raw: RawDescriptor): Descriptor {
  const described = new Map(raw.resources.map((candidate) => [candidate.name, candidate]))
  return {
    cooperativeId: raw['ebok:cooperativeId'],
    asOf: raw['ebok:asOf'],
    generatedAt: raw['ebok:generatedAt'],
    kind: raw['ebok:kind'],
    sequence: raw['ebok:sequence'],
    resources: resources.flatMap(({ name }) => {
      const found = described.get(name)
      if (!found) return []
      const sha256 = found.hash.slice('sha256:'.length)
      const { path, bytes, 'ebok:rows': rows, 'ebok:controlTotals': controlTotals } = found
      return [{ name, path, bytes, sha256, rows, controlTotals }]
    }),
  }
}

function lineOfSyntaxError(text: string, error: unknown): number {
  const message = error instanceof Error ? error.message : ''
  const line = /\(line (\d+) column/.exec(message)?.[1]
  return line ? Number(line) : text.trimEnd().split('\n').length
}

function keyProblems({ keyTwice }: JsonMap): readonly Problem[] {
  if (!keyTwice) return []
  return [problem('descriptorKeyTwice', { file: descriptorName, line: keyTwice.line, column: keyTwice.pointer })]
}

let compiled: ReturnType<Ajv['compile']> | undefined

function shapeProblems(json: unknown, map: JsonMap): readonly Problem[] {
  compiled ??= new Ajv({ allErrors: true, discriminator: true, strict: false, verbose: true }).compile(
    descriptorSchema(),
  )
  compiled(json)
  return (compiled.errors ?? []).slice(0, 100).map((error) => shapeProblem(error, map))
}

function shapeProblem(error: ErrorObject, map: JsonMap): Problem {
  const place = {
    file: descriptorName,
    line: map.lines.get(error.instancePath) ?? 1,
    column: error.instancePath || '/',
  }
  if (error.keyword === 'required') {
    return problem('descriptorMissingProperty', place, { property: String(error.params.missingProperty) })
  }
  if (error.keyword === 'additionalProperties') {
    return problem('descriptorUnknownProperty', place, { property: String(error.params.additionalProperty) })
  }
  const found = typeof error.data === 'object' ? null : JSON.stringify(error.data)
  return problem('descriptorValue', { ...place, value: found ?? null }, { expected: expectation(error) })
}

function expectation({ keyword, params }: ErrorObject): string {
  switch (keyword) {
    case 'const':
      return JSON.stringify(params.allowedValue)
    case 'enum':
      return params.allowedValues.join(' | ')
    case 'discriminator':
      return resources.map(({ name }) => name).join(' | ')
    case 'type':
      return String(params.type)
    case 'pattern':
      return String(params.pattern)
    default:
      return `${params.comparison ?? keyword} ${params.limit ?? ''}`.trim()
  }
}

/** What a JSON Schema cannot say: days that exist, every resource once, the fields of the contract. */
function meaningProblems(raw: RawDescriptor, map: JsonMap): readonly Problem[] {
  const found: Problem[] = []
  const add = (code: ProblemCode, pointer: string, value: string | null, details?: ProblemDetails) =>
    found.push(
      problem(code, { file: descriptorName, line: map.lines.get(pointer) ?? 1, column: pointer, value }, details),
    )
  for (const name of ['ebok:asOf', 'ebok:generatedAt'] as const) {
    const text = raw[name]
    if (parseIsoDate(text.slice(0, 10)) === undefined || Number.isNaN(Date.parse(text))) {
      add('descriptorValue', `/${name}`, text, { expected: 'ISO 8601' })
    }
  }
  const names = new Set<string>()
  const paths = new Set<string>()
  raw.resources.forEach((described, index) => {
    const pointer = `/resources/${index}`
    if (names.has(described.name)) {
      add('descriptorResourceTwice', `${pointer}/name`, described.name, { resource: described.name })
    }
    if (paths.has(described.path)) add('descriptorPathTwice', `${pointer}/path`, described.path)
    names.add(described.name)
    paths.add(described.path)
    const fields = fieldDifference(described, raw['ebok:kind'])
    if (fields) add('descriptorFields', `${pointer}/schema/fields`, null, fields)
  })
  if (raw['ebok:kind'] === 'full') {
    for (const { name, optional } of resources) {
      if (!optional && !names.has(name)) add('descriptorResourceMissing', '/resources', null, { resource: name })
    }
  }
  return found
}

function fieldDifference(described: RawResource, kind: DeliveryKind): ProblemDetails | null {
  const contract = [
    ...(kind === 'changes' ? [operationColumn] : []),
    ...resource(described.name).fields.map(({ name }) => name),
  ]
  const written = described.schema.fields.map(({ name }) => name)
  const missing = contract.filter((name) => !written.includes(name))
  const unknown = written.filter((name, index) => !contract.includes(name) || written.indexOf(name) !== index)
  return missing.length + unknown.length > 0
    ? { missing: missing.join(', '), unknown: unknown.slice(0, 10).join(', ') }
    : null
}
