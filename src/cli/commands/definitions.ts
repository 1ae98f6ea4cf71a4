import { writeFile } from 'node:fs/promises'
import { InputError } from '../../errors.ts'
import { objectFacts } from '../../model/objects.ts'
import { fileFailure } from '../../report/file-failure.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
import { assertKnownObject, definitionsScope } from '../definitions-source.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import { watchInterrupts } from '../interrupt.ts'
import type { ApiOptions } from '../shared-options.ts'

export interface DefinitionsOptions extends ApiOptions {
  readonly type: string
  readonly out?: string
}

/** `definitions TYPE`: the workspace's definitions as the API sends them. */
export async function definitions(options: DefinitionsOptions, context: CommandContext): Promise<ExitCode> {
  const { type, out } = options
  if (objectFacts(type).definitionsPath === null) {
    throw new InputError(
      'no_definitions',
      `The API has no definitions of ${type}: its fields are the same in every workspace.`,
    )
  }
  using interrupts = watchInterrupts(() => undefined)
  const access = await readAccess(options, context.environment)
  await using client = openClient(access, { writeRate: null, giveUpAfterMs: null })
  await checkKey(client, access, [definitionsScope(type)], interrupts.signal)
  await assertKnownObject(client, type, interrupts.signal)
  const text = `${JSON.stringify(await client.rawDefinitions(type, interrupts.signal), null, 2)}\n`
  if (out === undefined) await context.terminal.data(text)
  else {
    await writeOut(out, text)
    context.terminal.say(`Wrote the definitions of ${type} to ${out}`)
  }
  return exitCode.done
}

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new InputError('file_unwritable', `${file} cannot be written: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Name a file in a folder that exists and can be written with --out FILE.',
    })
  }
}
