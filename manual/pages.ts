import { programManual } from '../src/cli/help/manual.ts'
import { buildProgram } from '../src/cli/program.ts'
import { version } from '../src/library/version.ts'
import { commandsPage } from './commands-page.ts'
import { manPage } from './man-page.ts'

/** The pages that are made of the commands, by where they are. */
export function manualPages(): ReadonlyMap<string, string> {
  const manual = programManual(buildProgram(async () => undefined))
  return new Map([
    ['docs/commands.md', commandsPage(manual)],
    ['man/lightfield-import.1', manPage(manual, version)],
  ])
}
