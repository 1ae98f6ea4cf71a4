import type { CommandManual, Item, ProgramManual } from '../src/cli/help/manual.ts'

/** docs/commands.md: every command and option, as the help has them. */
export function commandsPage(manual: ProgramManual): string {
  const commands = manual.groups.flatMap(group => group.commands)
  return `${[
    '# Commands',
    '<!-- Written by `npm run manual` from the commands themselves. -->',
    `\`${manual.usage}\``,
    'Messages for people go to stderr, data to stdout. `lightfield-import help COMMAND` tells the same in a terminal.',
    ...manual.groups.map(({ title, commands: members }) =>
      [`**${title}**`, '', ...members.map(({ name, summary }) => `- [\`${name}\`](#${name}): ${summary}`)].join('\n'),
    ),
    '## Exit codes',
    table(['code', 'meaning'], manual.exitCodes),
    '## Environment',
    table(['variable', 'meaning'], manual.environment.map(codeItem)),
    ...commands.flatMap(commandParts),
  ].join('\n\n')}\n`
}

function commandParts(manual: CommandManual): readonly string[] {
  return [
    `## ${manual.name}`,
    manual.description,
    `\`${manual.usage}\``,
    ...(manual.arguments.length === 0 ? [] : [table(['argument', 'meaning'], manual.arguments.map(codeItem))]),
    ...manual.optionGroups.flatMap(({ title, options }) => [
      table([title.replace(/:$/, ''), 'meaning'], options.map(codeItem)),
    ]),
    table(['exit code', 'meaning'], manual.exitCodes),
    ['```', ...manual.examples.flatMap(([purpose, call]) => [`# ${purpose}`, `lightfield-import ${call}`]), '```'].join(
      '\n',
    ),
    ...(manual.pages.length === 0 ? [] : [`Read more: ${manual.pages.map(page => `[${page}](${page})`).join(', ')}`]),
  ]
}

function codeItem([term, meaning]: Item): Item {
  return [`\`${term}\``, meaning]
}

function table(head: readonly [string, string], rows: readonly Item[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(['---', '---']), ...rows.map(line)].join('\n')
}
