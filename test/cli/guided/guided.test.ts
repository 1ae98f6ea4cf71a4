import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { hasScript } from '../live/screen.ts'
import { call, sandboxKey, towards } from '../program.ts'
import { openStage } from '../stage.ts'
import { Dialogue } from './dialogue.ts'

const stage = openStage()

const ctrlC = '\u0003'
const escapeKey = '\u001b'

const deals = `Deal ID,Product,Company,Stage,Amount
D-1,Basic,Acme,Won,100
D-2,Plus,Acme,Engaging,200.5
D-3,Basic,Globex,Lead,300
D-4,Plus,Globex,Parked,400
`

interface Setting {
  readonly folder: string
  readonly sandbox: Sandbox
  readonly env: Readonly<Record<string, string>>
}

async function setting(name = 'deals.csv', content: string | Buffer = deals): Promise<Setting> {
  const folder = stage.folder()
  writeFileSync(join(folder, name), content)
  const sandbox = await stage.sandbox()
  return { folder, sandbox, env: towards(sandbox) }
}

function dialogueOf({ folder, env }: Setting, args: readonly string[], columns = 80): Dialogue {
  return new Dialogue(stage, args, { cwd: folder, env, columns, rows: 50 })
}

function namesOf(sandbox: Sandbox, type: string): readonly unknown[] {
  return (sandbox.state().records?.[type] ?? []).map(({ fields }) => fields['$name'])
}

describe.skipIf(!hasScript)('a CSV file alone, on a terminal', { timeout: 240_000 }, () => {
  test.concurrent('leads from the file to its records, and names each command', async () => {
    const here = await setting()
    const dialogue = dialogueOf(here, ['deals.csv'])
    await dialogue.choose('What do the rows become?', 'opportunity')
    await dialogue.choose('deals.yaml is a proposal.', 'Answer')
    await dialogue.choose('$name is required. Which column fills it?', 'Put it together')
    await dialogue.answer('Text, with columns in braces', '{Company} - {Product}')
    await dialogue.choose('mean nothing to Lightfield', 'Say what each means')
    await dialogue.choose('what is "Engaging"', 'Qualified')
    await dialogue.choose('what is "Parked"', 'Leave it open')
    await dialogue.choose('no such account in Lightfield?', 'Create the account')
    await dialogue.choose('Some rows cannot be sent as they are.', 'Go on with 3 rows')
    await dialogue.choose('create 3 opportunity records', 'Yes')

    expect(await dialogue.screen.end()).toBe(1)
    expect(namesOf(here.sandbox, 'opportunity')).toEqual(['Acme - Basic', 'Acme - Plus', 'Globex - Basic'])
    expect(namesOf(here.sandbox, 'account')).toEqual(['Acme', 'Globex'])
    for (const command of [
      'init deals.csv --object opportunity --out deals.yaml',
      'check deals.csv --mapping deals.yaml',
      'run deals.csv --mapping deals.yaml --dry-run',
      'run deals.csv --mapping deals.yaml',
    ])
      expect(dialogue.screen.lines).toContain(`$ lightfield-import ${command}`)
  })

  test.concurrent('goes on with the import of a mapping that lies there, from where it is', async () => {
    const here = await setting()
    writeFileSync(
      join(here.folder, 'deals.yaml'),
      'object: account\nkey: [Deal ID]\nignore: [Product, Stage, Amount]\nfields: { $name: Company }\n',
    )
    await call(['run', 'deals.csv', '--mapping', 'deals.yaml', '--limit', '1'], { cwd: here.folder, env: here.env })

    const dialogue = dialogueOf(here, ['deals.csv'])
    await dialogue.choose('What is to be done with it?', 'Go on with its import')
    expect(dialogue.screen.text).toContain('The ledger has 1 of its rows: 1 created.')
    await dialogue.choose('create 3 account records', 'Yes')

    expect(await dialogue.screen.end()).toBe(0)
    expect(namesOf(here.sandbox, 'account')).toHaveLength(4)
  })

  test.concurrent('drafts beside a mapping that lies there, under a name that is free', async () => {
    const here = await setting()
    writeFileSync(join(here.folder, 'deals.yaml'), 'object: note\n')
    writeFileSync(join(here.folder, 'deals-2.yaml'), 'object: task\n')
    const dialogue = dialogueOf(here, ['deals.csv'])
    await dialogue.choose('What is to be done with it?', 'Draft a new one (as deals-3.yaml)')
    await dialogue.choose('What do the rows become?', 'account')

    expect(await dialogue.leave('deals-3.yaml is a proposal.', escapeKey)).toBe(130)
    expect(readFileSync(join(here.folder, 'deals.yaml'), 'utf8')).toBe('object: note\n')
    expect(readFileSync(join(here.folder, 'deals-3.yaml'), 'utf8')).toContain('object: account')
  })

  test.concurrent('a try of ten rows is gone on from', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => `Firm ${at + 1}`)
    const here = await setting('firms.csv', `Company\n${rows.join('\n')}\n`)
    writeFileSync(join(here.folder, 'firms.yaml'), 'object: account\nkey: [Company]\nfields: { $name: Company }\n')
    const dialogue = dialogueOf(here, ['firms.csv'])
    await dialogue.choose('What is to be done with it?', 'Use firms.yaml')
    await dialogue.choose('create 12 account records', 'The first 10 rows')
    await dialogue.asked('create 2 account records')
    expect(namesOf(here.sandbox, 'account')).toHaveLength(10)
    await dialogue.choose('create 2 account records', 'All that is left')

    expect(await dialogue.screen.end()).toBe(0)
    expect(namesOf(here.sandbox, 'account')).toHaveLength(12)
  })

  test.concurrent('a mapping that is wrong is edited and checked again', async () => {
    const here = await setting()
    writeFileSync(join(here.folder, 'deals.yaml'), 'object: account\nkey: [Deal ID]\nfields: { $name: Compny }\n')
    const env = { ...here.env, EDITOR: 'sed -i s/Compny/Company/' }
    const dialogue = dialogueOf({ ...here, env }, ['deals.csv'])
    await dialogue.choose('What is to be done with it?', 'Use deals.yaml')
    await dialogue.choose('No row can be sent with this mapping.', 'Edit the mapping')

    expect(await dialogue.leave('create 4 account records', ctrlC)).toBe(130)
    expect(dialogue.screen.lines).toContain('$ sed -i s/Compny/Company/ deals.yaml')
    expect(namesOf(here.sandbox, 'account')).toEqual([])
  })

  test.concurrent('takes a key that is typed, shows it nowhere, and asks again for one that is refused', async () => {
    const here = await setting()
    const env = { LIGHTFIELD_BASE_URL: here.sandbox.url }
    const dialogue = dialogueOf({ ...here, env }, ['deals.csv'])
    await dialogue.choose('How do you want to go on?', 'Type the key')
    await dialogue.answer('API key', 'sk_lf_wrong')
    await dialogue.choose('How do you want to go on?', 'Type the key')
    await dialogue.answer('API key', sandboxKey)
    await dialogue.choose('What do the rows become?', 'account')

    expect(await dialogue.leave('deals.yaml is a proposal.', ctrlC)).toBe(130)
    expect(dialogue.screen.output).not.toContain('sk_lf_wrong')
    expect(dialogue.screen.output).not.toContain(sandboxKey)
  })

  test.concurrent('a sandbox is there to try without a key, and leaves nothing but the mapping', async () => {
    const here = await setting('firms.csv', 'Company,Website\nAcme,acme.example\n')
    const dialogue = dialogueOf({ ...here, env: {} }, ['firms.csv'])
    await dialogue.choose('How do you want to go on?', 'Try it in a sandbox')
    await dialogue.choose('What do the rows become?', 'account')
    await dialogue.choose('firms.yaml is a proposal.', 'Check the file')
    await dialogue.choose('create 1 account record in the sandbox', 'Yes')

    expect(await dialogue.screen.end()).toBe(0)
    expect(dialogue.screen.text).toContain('For your workspace: set LIGHTFIELD_API_KEY')
    expect(existsSync(join(here.folder, 'firms.yaml'))).toBe(true)
    expect(existsSync(join(here.folder, 'ledger.db'))).toBe(false)
  })

  test.concurrent('who leaves at once is told how to go on, on a narrow terminal and without colours too', async () => {
    const here = await setting('my deals.csv.gz', gzipSync(deals))
    const env = { ...here.env, NO_COLOR: '1' }
    const dialogue = dialogueOf({ ...here, env }, ['my deals.csv.gz'], 40)

    expect(await dialogue.leave('What do the rows become?', ctrlC)).toBe(130)
    const text = dialogue.screen.text.replaceAll('\n', '')
    expect(text).toContain("To go on: lightfield-import 'my deals.csv.gz'")
    expect(text).toContain('Nothing was written to Lightfield.')
    for (const color of ['[31m', '[32m', '[36m', '[2m']) expect(dialogue.screen.output).not.toContain(color)
    expect(dialogue.screen.isCursorVisible).toBe(true)
  })

  test.concurrent('a key that is set and no good is told before anything is asked', async () => {
    const here = await setting()
    const env = { ...here.env, LIGHTFIELD_API_KEY: 'sk_lf_wrong' }
    const dialogue = dialogueOf({ ...here, env }, ['deals.csv'])

    expect(await dialogue.screen.end()).toBe(3)
    expect(dialogue.screen.text).not.toContain('What do the rows become?')
  })

  test.concurrent('SIGTERM at a question leaves as Ctrl-C does', async () => {
    const here = await setting()
    const dialogue = dialogueOf(here, ['deals.csv'])
    await dialogue.asked('What do the rows become?')
    dialogue.screen.signal('SIGTERM')

    expect(await dialogue.screen.end()).toBe(143)
    expect(dialogue.screen.text).toContain('To go on: lightfield-import deals.csv')
  })

  test.concurrent('for a screen reader each question is lines of text with numbers', async () => {
    const here = await setting('firms.csv', 'Company,Website\nAcme,acme.example\n')
    const env = { LIGHTFIELD_BASE_URL: here.sandbox.url, ACCESSIBLE: '1' }
    const { screen } = dialogueOf({ ...here, env }, ['firms.csv'])
    const answers = [
      ['Number, or Enter for 1:', '9'],
      ['A number from 1 to 3.', '1'],
      ['API key (not shown', sandboxKey],
      ['What do the rows become?', ''],
      ['firms.yaml is a proposal.', '2'],
      ['create 1 account record', '1'],
    ] as const
    for (const [question, answer] of answers) {
      await screen.until(text => text.includes(question) && /[:.]$/.test(text))
      screen.type(`${answer}\r`)
    }

    expect(await screen.end()).toBe(0)
    expect(namesOf(here.sandbox, 'account')).toEqual(['Acme'])
    expect(screen.output).not.toContain(sandboxKey)
  })

  test.concurrent('asks nothing in CI', async () => {
    const here = await setting()
    const dialogue = dialogueOf({ ...here, env: { ...here.env, CI: 'true' } }, ['deals.csv'])

    expect(await dialogue.screen.end()).toBe(2)
    expect(dialogue.screen.text).toContain('CI is set')
  })
})

describe('where nobody can be asked', () => {
  test('a CSV file alone is a wrong call, and the commands are named', async () => {
    const here = await setting()
    const { code, stdout, stderr } = await call(['deals.csv'], { cwd: here.folder, env: here.env })

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('there is no terminal')
    for (const command of ['init', 'check', 'run']) expect(stderr).toContain(`${command} deals.csv`)
  })

  test('the options of a command do not go without it', async () => {
    const here = await setting()
    const { code, stderr } = await call(['deals.csv', '--mapping', 'deals.yaml'], { cwd: here.folder })

    expect(code).toBe(2)
    expect(stderr).toContain("unknown option '--mapping'")
    expect(stderr).toContain('a command comes first: init, check, run')
  })

  test('a word that is no file is a command that does not exist', async () => {
    const { code, stderr } = await call(['chekc'])

    expect(code).toBe(2)
    expect(stderr).toContain('check')
  })
})

describe.skipIf(!hasScript)('a file that is not there', () => {
  test('is told with the one that may be meant', async () => {
    const here = await setting()
    const dialogue = dialogueOf(here, ['daels.csv'])

    expect(await dialogue.screen.end()).toBe(2)
    expect(dialogue.screen.text).toContain('Did you mean deals.csv?')
  })
})
