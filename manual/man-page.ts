import type { Item, ProgramManual } from '../src/cli/help/manual.ts'

/** The man page of the program, section 1. Source of the form: man(7). */
export function manPage(manual: ProgramManual, version: string): string {
  const { name, description } = manual
  const commands = manual.groups.flatMap(group => group.commands)
  return `${[
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}"`,
    '.SH NAME',
    `${escaped(name)} \\- load CSV files into the Lightfield CRM`,
    '.SH SYNOPSIS',
    `.B ${escaped(name)}`,
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    escaped(description),
    '.SH COMMANDS',
    ...commands.flatMap(command => [
      `.SS ${escaped(command.name)}`,
      '.nf',
      escaped(command.usage),
      '.fi',
      '.PP',
      escaped(command.description),
      ...items([...command.arguments, ...command.optionGroups.flatMap(({ options }) => options)]),
      '.PP',
      'Examples:',
      '.nf',
      ...command.examples.flatMap(([purpose, call]) => [`# ${purpose}`, `${name} ${call}`]).map(escaped),
      '.fi',
    ]),
    '.SH EXIT STATUS',
    ...items(manual.exitCodes),
    '.SH ENVIRONMENT',
    ...items(manual.environment),
  ].join('\n')}\n`
}

function items(all: readonly Item[]): readonly string[] {
  return all.flatMap(([term, meaning]) => ['.TP', `.B ${escaped(term)}`, escaped(meaning)])
}

/** A hyphen that is typed, a backslash that is meant, and no line that begins like a request. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
}
