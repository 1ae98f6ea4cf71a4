import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { guessObjects } from '../../init/guess-object.ts'
import type { Sample } from '../../init/sample.ts'
import { isObjectName } from '../../model/objects.ts'
import { formatCount, plainLine } from '../../report/text.ts'
import { type Drafted, init, mappingBeside } from '../commands/init.ts'
import { silent } from './called.ts'
import { countQuestions, decide } from './decide.ts'
import { editMapping } from './edit-step.ts'
import { importBehind } from './import-behind.ts'
import type { Journey } from './journey.ts'
import type { Prompts } from './prompts.ts'
import { proposalText } from './proposal-text.ts'

/** Makes sure of a mapping: the one beside the file, or one that is drafted and looked at. */
export async function settleMapping(journey: Journey, sample: Sample, prompts: Prompts): Promise<void> {
  const beside = mappingBeside(journey.csv)
  if (existsSync(beside)) {
    if (await takesExisting(journey, beside, prompts)) return
    await draftMapping(journey, sample, freeName(beside), prompts)
  } else await draftMapping(journey, sample, beside, prompts)
}

/** A mapping that is there is somebody's work, and may have an import behind it. */
async function takesExisting(journey: Journey, file: string, prompts: Prompts): Promise<boolean> {
  const known = journey.isSandbox ? null : await importBehind(journey, file)
  const { say, paint } = journey.context.terminal
  say(`\n${paint.bold(`There is a mapping already: ${plainLine(file)}`)}${known === null ? '' : `\n${known}`}`)
  const isTaken = await prompts.choose('What is to be done with it?', [
    known === null
      ? { value: true, label: `Use ${basename(file)}` }
      : { value: true, label: 'Go on with its import', hint: 'rows that are done are not sent again' },
    { value: false, label: 'Draft a new one', hint: `as ${basename(freeName(file))}` },
  ])
  if (isTaken) journey.mapping = file
  return isTaken
}

/** `deals.yaml` → `deals-2.yaml`, or the next that is free. */
function freeName(file: string): string {
  const stem = file.replace(/\.yaml$/, '')
  let count = 2
  while (existsSync(`${stem}-${count}.yaml`)) count += 1
  return `${stem}-${count}.yaml`
}

async function draftMapping(journey: Journey, sample: Sample, out: string, prompts: Prompts): Promise<void> {
  const { csv } = journey
  const object = await askObject(sample, basename(csv), prompts)
  journey.step('Draft a mapping', ['init', csv, '--object', object, '--out', out])
  const drafts: Drafted[] = []
  await init({ ...journey.api, csv, object, out }, silent(journey.context), drafted => drafts.push(drafted))
  journey.mapping = out
  journey.next = ['check', csv, '--mapping', out]
  const { say, paint } = journey.context.terminal
  say(`Wrote ${plainLine(out)}.\n`)
  for (const drafted of drafts) {
    say(proposalText(drafted, paint, process.stderr.columns || 80))
    await finishDraft(drafted, out, journey, prompts)
  }
}

async function askObject(sample: Sample, fileName: string, prompts: Prompts): Promise<string> {
  const choices = guessObjects(sample, fileName).map(({ object, placed }) => ({
    value: object,
    label: object,
    hint: `${placed} of ${formatCount(sample.columns.length, 'column')} fit`,
  }))
  const chosen = await prompts.choose<string | null>('What do the rows become?', [
    ...choices,
    { value: null, label: 'a custom object' },
  ])
  if (chosen !== null) return chosen
  const refuse = (answer: string) => (isObjectName(answer.trim()) ? null : 'A slug has letters, digits, _ and - in it.')
  return (await prompts.ask('Slug of the custom object:', refuse, 'such as project')).trim()
}

/** What the draft leaves open is settled here, in an editor, or later. */
async function finishDraft(drafted: Drafted, file: string, journey: Journey, prompts: Prompts): Promise<void> {
  const count = countQuestions(drafted)
  const way = await prompts.choose(`${basename(file)} is a proposal. How do you want to go on?`, [
    ...(count === 0
      ? []
      : [{ value: 'here', label: `Answer ${formatCount(count, 'question')} about it here` } as const]),
    { value: 'check', label: 'Check the file with it as it is' },
    { value: 'editor', label: 'Edit it first' },
  ] as const)
  if (way === 'here') await decide(drafted, file, prompts, journey.isSandbox)
  if (way === 'editor') await editMapping(journey, prompts)
}
