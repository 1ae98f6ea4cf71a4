import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import type {
  FieldDefinition,
  ObjectDefinitions,
  RelationshipDefinition,
  SelectOption,
  ValueType,
} from '../../src/model/definitions.ts'
import type { RelationshipDraft } from '../../src/model/payload.ts'

/** A yaml block of the page, and the table right after it, if any: cells, then what they become. */
interface Example {
  readonly yaml: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly cells: readonly string[]; readonly becomes: string }[]
}

const page = await readFile(new URL('../../docs/mapping.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```\n+((?:\|.*\|\n)*)/g)].map(([, yaml = '', table = '']) =>
  readExample(yaml, table),
)
const rows = examples.flatMap(({ yaml, columns, rows }) => rows.map(row => ({ yaml, columns, ...row })))

test('the page has examples and tables', () => {
  expect(examples.length).toBeGreaterThan(12)
  expect(rows.length).toBeGreaterThan(80)
})

test.each(examples)('the example is a mapping: $yaml', ({ yaml }) => {
  expect(parseMapping(yaml, 'docs.yaml').fields.size).toBeGreaterThan(0)
})

test.each(rows)('$cells becomes $becomes', ({ yaml, columns, cells, becomes }) => {
  const mapping = parseMapping(yaml, 'docs.yaml')
  const judgement = compileMapping(mapping, columns, invoice, related).judge(cells)
  if (judgement.kind === 'invalid') {
    expect(`error \`${judgement.problems[0].code}\``).toBe(becomes)
    return
  }
  const { fields, relationships } = judgement.draft
  if (mapping.relationships.size > 0) {
    expect(recordNamed([...relationships.values()][0])).toBe(becomes)
    return
  }
  const [, value = '', note] = /^(.*?)(?:, note `(\w+)`)?$/.exec(becomes) ?? []
  const json = value.replaceAll('`', '')
  expect(judgement.notes?.map(({ code }) => code)).toEqual(note === undefined ? undefined : [note])
  if (value === 'nothing') expect(fields.size).toBe(0)
  else if (columns.length > 1 && fields.size > 0 && !isOneField(yaml)) {
    expect(Object.fromEntries(fields)).toEqual(JSON.parse(json))
  } else expect([...fields.values()]).toEqual([JSON.parse(json)])
})

/** How the page tells of a related record. */
function recordNamed(draft: RelationshipDraft | undefined): string {
  if (draft === undefined) return 'no record'
  if (draft.kind === 'ids') return `\`${JSON.stringify(draft.ids)}\``
  if (draft.kind === 'import') return `\`${JSON.stringify(draft.keys[0])}\` of \`${draft.importName}\``
  const { lookUp, wanted } = draft
  const { values = [], fields = null } = wanted[0] ?? {}
  const found = Object.fromEntries(lookUp.by.map(({ key }, position) => [key, values[position]]))
  const text = `${lookUp.object} \`${JSON.stringify(found)}\``
  return fields === null ? text : `${text}, or a new one \`${JSON.stringify(Object.fromEntries(fields))}\``
}

/** Several columns can make up one field, and then the table shows its value alone. */
function isOneField(yaml: string): boolean {
  return parseMapping(yaml, 'docs.yaml').fields.size === 1
}

function readExample(yaml: string, table: string): Example {
  const [header = [], , ...body] = table
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('|').slice(1, -1))
  const columns = header.slice(0, -1).map(name => name.trim())
  return {
    yaml,
    columns,
    rows: body.map(line => ({
      cells: line.slice(0, -1).map(cell => cell.trim().replaceAll('`', '')),
      becomes: (line.at(-1) ?? '').trim(),
    })),
  }
}

const invoice: ObjectDefinitions = {
  objectType: 'invoice',
  fields: new Map(
    [
      field('memo', 'TEXT'),
      field('number', 'TEXT'),
      field('source', 'TEXT'),
      field('status', 'SINGLE_SELECT', ['Paid', 'Open']),
      field('tags', 'MULTI_SELECT', ['Urgent', 'VIP']),
      field('plan', 'SINGLE_SELECT', ['Business', 'Home']),
      {
        ...field('tier', 'SINGLE_SELECT'),
        parentFieldKey: 'plan',
        options: [
          { id: 'opt_business_basic', label: 'Basic', parentId: 'opt_business' },
          { id: 'opt_business_premium', label: 'Premium', parentId: 'opt_business' },
          { id: 'opt_home_basic', label: 'Basic', parentId: 'opt_home' },
        ],
      },
      field('total', 'CURRENCY'),
      field('rate', 'NUMBER'),
      field('paid', 'CHECKBOX'),
      field('due', 'DATETIME'),
      field('email', 'EMAIL'),
      field('site', 'URL'),
      field('phone', 'TELEPHONE'),
      { ...field('twitter', 'SOCIAL_HANDLE'), handleService: 'TWITTER' as const },
      field('billTo', 'FULL_NAME'),
      field('address', 'ADDRESS'),
    ].map(definition => [definition.key, definition]),
  ),
  relationships: new Map(
    ['customer', 'contact'].map((key): [string, RelationshipDefinition] => [
      key,
      { key, label: key, cardinality: 'HAS_ONE', objectType: key === 'customer' ? 'account' : key },
    ]),
  ),
}

const related = new Map<string, ObjectDefinitions>([
  [
    'account',
    {
      objectType: 'account',
      fields: new Map(
        [field('$name', 'TEXT'), field('number', 'NUMBER'), field('region', 'TEXT')].map(definition => [
          definition.key,
          definition,
        ]),
      ),
      relationships: new Map(),
    },
  ],
])

function field(key: string, valueType: ValueType, labels: readonly string[] = []): FieldDefinition {
  return {
    key,
    label: key,
    valueType,
    readOnly: false,
    options: labels.map((label): SelectOption => ({ id: `opt_${label.toLowerCase()}`, label, parentId: null })),
    multipleValues: null,
    currency: null,
    handleService: null,
    parentFieldKey: null,
  }
}
