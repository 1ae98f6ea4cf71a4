import { InputError } from '../../errors.ts'
import { assertKnownObject, definitionsScope } from '../../library/definitions-source.ts'
import { objectFacts } from '../../model/objects.ts'
import { writePrivately } from '../../model/private-file.ts'
import { fileFailure } from '../../report/file-failure.ts'
import { plainJson, plainLine } from '../../report/text.ts'
import type { CommandContext } from '../command.ts'
import { checkKey, openClient, readAccess } from '../connect.ts'
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
      { hint: 'None are needed: init and check know them.' },
    )
  }
  using interrupts = watchInterrupts(() => undefined)
  const access = await readAccess(options, context)
  await using client = openClient(access, null, context)
  await checkKey(client, access, [definitionsScope(type)], interrupts.signal)
  await assertKnownObject(client, type, interrupts.signal)
  const text = `${plainJson(await client.rawDefinitions(type, interrupts.signal), 2)}\n`
  if (out === undefined) await context.terminal.data(text)
  else {
    writeOut(out, text)
    context.terminal.say(plainLine(`Wrote the definitions of ${type} to ${out}`))
  }
  return exitCode.done
}

/** @throws InputError `file_unwritable` */
function writeOut(file: string, text: string): void {
  try {
    writePrivately(file, text, 'replace')
  } catch (error) {
    throw new InputError('file_unwritable', `${file} cannot be written: ${fileFailure(error)}.`, {
      cause: error,
      hint: 'Name a file, and no link to one, in a folder that exists and can be written with --out FILE.',
    })
  }
}
