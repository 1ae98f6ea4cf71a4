import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { openCsv } from '../../csv/open.ts'
import { ImportError } from '../../errors.ts'
import { readSample, type Sample, sampleBounds } from '../../init/sample.ts'
import { Endings } from '../../model/endings.ts'
import { formatNumber, plainLine } from '../../report/text.ts'
import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { logFailure, reportFailure } from '../failure.ts'
import { Interrupted, interruptedExitCode, watchInterrupts } from '../interrupt.ts'
import { settleAccess } from './access.ts'
import { assertCsvThere } from './assert-csv-there.ts'
import { checkUntilGood } from './check-step.ts'
import { editMapping } from './edit-step.ts'
import type { GuideOptions } from './guided-program.ts'
import { Journey } from './journey.ts'
import { settleMapping } from './mapping-step.ts'
import { openPlainPrompts, wantsPlainPrompts } from './plain-prompts.ts'
import { GuideLeft, openPrompts, type Prompts } from './prompts.ts'
import { sendRows } from './send-step.ts'

/** `lightfield-import deals.csv`: leads a person from a file to its records. Each step is a command, and is named. */
export async function guide(options: GuideOptions, context: CommandContext): Promise<ExitCode> {
  using interrupts = watchInterrupts(() => undefined)
  const { signal } = interrupts
  await assertCsvThere(options.csv)
  const journey = new Journey(options, context)
  const open = wantsPlainPrompts(process.env) ? openPlainPrompts : openPrompts
  const prompts = open(context.terminal, signal)
  await using session = new Endings()
  try {
    const sample = await lookAt(journey, signal)
    await settleAccess(journey, prompts, session, signal)
    await settleMapping(journey, sample, prompts)
    return await checkAndSend(journey, prompts)
  } catch (error) {
    return leave(error, journey, signal)
  }
}

/** As often as a look at what a run would do leads back to the mapping. */
async function checkAndSend(journey: Journey, prompts: Prompts): Promise<ExitCode> {
  for (;;) {
    await checkUntilGood(journey, prompts)
    const code = await sendRows(journey, prompts)
    if (code !== null) return code
    await editMapping(journey, prompts)
  }
}

/** The beginning of the file; and says what it is. */
async function lookAt({ csv, context }: Journey, signal: AbortSignal): Promise<Sample> {
  const { say, paint } = context.terminal
  await using reader = await openCsv(csv, {}, signal)
  const sample = await readSample(reader, sampleBounds, signal)
  const rows = `${sample.isWhole ? '' : 'more than '}${formatNumber(sample.rows)} ${sample.rows === 1 ? 'row' : 'rows'}`
  say(`${paint.bold(plainLine(basename(csv)))}: ${sample.columns.length} columns, ${rows}`)
  say(paint.dim('Each step names the command that does the same. Esc or Ctrl-C leaves.'))
  return sample
}

/** @throws what no person is meant to read */
function leave(error: unknown, journey: Journey, signal: AbortSignal): ExitCode {
  const { terminal, log } = journey.context
  if (error instanceof GuideLeft || error instanceof Interrupted) {
    terminal.say(`\n${journey.leavingText(terminal)}`)
    if (error instanceof Interrupted) return error.exitCode
    return signal.aborted ? interruptedExitCode(signal) : exitCode.interrupted
  }
  if (!(error instanceof ImportError)) throw error
  const code = reportFailure(error, terminal)
  logFailure(error, log)
  // Before there is a mapping nothing is left behind that would have to be told of.
  if (journey.mapping !== null && existsSync(journey.mapping)) terminal.say(`\n${journey.leavingText(terminal)}`)
  return code
}
