/**
 * Runs the pages that are named, or all, and writes what their `console` blocks print into them. A page on which a command
 * ends otherwise than the page says is told of, and left as it is.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { consoleText, parsePage } from './page.ts'
import { type Ran, runPage, shellBlocks } from './run-page.ts'
import { steadyText } from './steady-text.ts'

const names = process.argv.length > 2 ? process.argv.slice(2) : ['README.md', ...globSync('docs/*.md')]

for (const name of names) {
  const said = await record(name).catch((error: Error) => error.message)
  if (said !== null) process.stdout.write(`${name}: ${said}\n`)
}

/** What is to be said of the page; null where it is as it should be. */
async function record(name: string): Promise<string | null> {
  const text = readFileSync(name, 'utf8')
  const page = parsePage(text)
  if (shellBlocks(page).every(({ notRun }) => notRun !== null)) return null
  const ran = await runPage(page)
  const failures = ran.flatMap(failuresOf)
  if (failures.length > 0) return failures.join('\n')
  let recorded = text
  // The last first: what is before it stays where it is.
  for (const { block, steps } of ran.toReversed()) {
    if (block.language !== 'console') continue
    const now = consoleText(steps)
    if (steadyText(now) === steadyText(block.text)) continue
    recorded = recorded.slice(0, block.at) + now + recorded.slice(block.at + block.text.length)
  }
  if (recorded === text) return null
  if (readFileSync(name, 'utf8') !== text) return 'was edited meanwhile, and is left as it is'
  writeFileSync(name, recorded)
  return 'recorded anew'
}

function failuresOf({ block, steps, exits }: Ran): readonly string[] {
  return steps.flatMap(({ command, output }, at) => {
    const expected = at === steps.length - 1 ? block.exit : 0
    return exits[at] === expected ? [] : [`line ${block.line} ended with ${exits[at]}\n${command}\n${output}`]
  })
}
