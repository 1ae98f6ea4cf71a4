/** A mapping, by what tells it from others. */
export interface MappingForm {
  readonly importName: string
  readonly mode: 'create' | 'find-or-create' | 'upsert'
  readonly key: readonly string[] | null
  /** Whether records are matched by their name. */
  readonly matches: boolean
  /** The rule of one field. */
  readonly web: string
  readonly gone: 'fail' | 'recreate'
}

const usual: MappingForm = {
  importName: 'firms',
  mode: 'create',
  key: ['ID'],
  matches: false,
  web: '{ column: Web }',
  gone: 'fail',
}

/** Each differs from the first in one or two ways; the first comes more often, so that a run often meets what another left. */
export const mappingForms: readonly MappingForm[] = [
  usual,
  usual,
  usual,
  { ...usual, gone: 'recreate' },
  { ...usual, key: null },
  { ...usual, key: null },
  { ...usual, key: ['ID', 'Name'] },
  { ...usual, web: '{ column: Web, when: { column: Web, in: [acme.example] } }' },
  { ...usual, web: '{ column: Web, on_error: omit }' },
  { ...usual, importName: 'others' },
  { ...usual, matches: true },
  { ...usual, mode: 'find-or-create', matches: true },
  { ...usual, mode: 'find-or-create', matches: true, key: null },
  { ...usual, mode: 'upsert', matches: true },
  { ...usual, mode: 'upsert', matches: true },
  { ...usual, mode: 'upsert', matches: true, key: null },
]

export function mappingText({ importName, mode, key, matches, web, gone }: MappingForm): string {
  return [
    `object: account`,
    `import: ${importName}`,
    `mode: ${mode}`,
    ...(key === null ? [] : [`key: [${key.join(', ')}]`]),
    ...(matches ? ['match: $name'] : []),
    `gone: ${gone}`,
    `fields: { $name: Name, $website: ${web} }`,
    '',
  ].join('\n')
}
