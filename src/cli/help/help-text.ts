import { styleText } from 'node:util'
import { filled } from '../../report/wrap.ts'
import type { CommandManual, Item, ProgramManual } from './manual.ts'

/** Narrower than this, what a term means stands below it. */
const leastWidthOfColumns = 60
const widestTerm = 28
const indent = '  '

/** The help of one command, not wider than `width`; with colours, which whoever prints it takes out where none are shown. */
export function commandHelp(manual: CommandManual, width: number): string {
  const widths = { width, term: termWidth(manual.optionGroups.flatMap(({ options }) => options)) }
  return join([
    [usageLine(manual.usage, width)],
    filled(manual.description, width),
    section('Arguments:', manual.arguments, widths),
    ...manual.optionGroups.map(({ title, options }) => section(title, options, widths)),
    section('Environment:', manual.environment, widths),
    section('Exit codes:', manual.exitCodes, { width, term: termWidth(manual.exitCodes) }),
    exampleLines(manual.examples, width),
    manual.pages.length === 0 ? [] : filled(`Read more: ${manual.pages.map(page => `docs/${page}`).join(', ')}`, width),
  ])
}

/** The help of the program: what its commands are for. */
export function programHelp(manual: ProgramManual, width: number): string {
  const commands = manual.groups.flatMap(group => group.commands)
  const widths = { width, term: termWidth(commands.map(commandItem)) }
  return join([
    [usageLine(manual.usage, width)],
    filled(manual.description, width),
    ...manual.groups.map(({ title, commands: members }) => section(`${title}:`, members.map(commandItem), widths)),
    section('Options:', manual.options, widths),
    section('Environment:', manual.environment, { width, term: termWidth(manual.environment) }),
    section('Exit codes:', manual.exitCodes, { width, term: termWidth(manual.exitCodes) }),
    exampleLines(manual.examples, width),
    filled(`${manual.name} help COMMAND, or COMMAND --help, tells its options.`, width),
  ])
}

function commandItem({ name, summary, arguments: args }: CommandManual): Item {
  return [[name, ...args.map(([argument]) => `<${argument}>`)].join(' '), summary]
}

function usageLine(usage: string, width: number): string {
  return filled(usage, width - 'Usage: '.length)
    .map((line, index) => (index === 0 ? `${title('Usage:')} ${line}` : `       ${line}`))
    .join('\n')
}

function section(heading: string, items: readonly Item[], widths: { width: number; term: number }): readonly string[] {
  if (items.length === 0) return []
  return [title(heading), ...items.flatMap(item => itemLines(item, widths))]
}

/** The term, and beside it what it means; below it where there is no room. */
function itemLines([term, meaning]: Item, { width, term: column }: { width: number; term: number }): readonly string[] {
  const isBeside = width >= leastWidthOfColumns && term.length <= column
  const left = width >= leastWidthOfColumns ? column + 2 * indent.length : 3 * indent.length
  const lines = filled(meaning, width - left)
  const margin = ' '.repeat(left)
  const [first = '', ...rest] = lines
  const below = rest.map(line => margin + line)
  const shownTerm = styled('cyan', term)
  return isBeside
    ? [`${indent}${shownTerm}${' '.repeat(column - term.length)}${indent}${first}`, ...below]
    : [`${indent}${shownTerm}`, margin + first, ...below]
}

/** A call is never broken: it is there to be copied. */
function exampleLines(examples: CommandManual['examples'], width: number): readonly string[] {
  if (examples.length === 0) return []
  const lines = examples.flatMap(([purpose, call]) => [
    ...(purpose === '' ? [] : filled(purpose, width - 4).map(line => styled('dim', `${indent}# ${line}`))),
    `${indent}$ lightfield-import ${call}`,
  ])
  return [title('Examples:'), ...lines]
}

function termWidth(items: readonly Item[]): number {
  return Math.max(...items.map(([term]) => term.length).filter(length => length <= widestTerm), 0)
}

function title(text: string): string {
  return styled('bold', text)
}

function styled(style: 'bold' | 'cyan' | 'dim', text: string): string {
  return styleText(style, text, { validateStream: false })
}

function join(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter(part => part.length > 0)
    .map(part => part.join('\n'))
    .join('\n\n')}\n`
}
