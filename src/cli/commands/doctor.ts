import { ledgerPath } from '../../library/ledger-path.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { loadMapping } from '../../mapping/parse.ts'
import { formatCount } from '../../report/text.ts'
import { showsColors } from '../colors.ts'
import { type CommandContext, printJson } from '../command.ts'
import { readAddress } from '../connect.ts'
import { askApi, unasked } from '../doctor/api.ts'
import { type Check, failedBy, ok, skipped } from '../doctor/check.ts'
import { type CheckForm, checkText } from '../doctor/check-text.ts'
import { findKey } from '../doctor/key.ts'
import { checkLedger } from '../doctor/ledger.ts'
import { checkNode, checkTerminal, showsUnicode } from '../doctor/machine.ts'
import { checkScopes } from '../doctor/scopes.ts'
import { type ExitCode, exitCode } from '../exit-codes.ts'
import type { ApiOptions, SharedOptions } from '../shared-options.ts'

export interface DoctorOptions extends ApiOptions, Pick<SharedOptions, 'color'> {
  readonly mapping?: string
  readonly ledger?: string
}

const defaultTimeoutMs = 10_000

/** `doctor`: whether anything stands in the way of a run. Whatever fails, the rest is looked at all the same. */
export async function doctor(options: DoctorOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, json } = context
  const checks: Check[] = []
  const form = formOf(options.color)
  for await (const check of examine(options, context, form)) {
    checks.push(check)
    if (!json) await terminal.show(checkText(check, form, terminal.paint))
  }
  if (json) await printJson(terminal, { checks: checks.map(checkJson) })
  else terminal.say(`\n${conclusion(checks)}`)
  const codes = checks.map(check => check.exitCode)
  return [exitCode.stopped, exitCode.wrongInput].find(code => codes.includes(code)) ?? exitCode.done
}

async function* examine(
  options: DoctorOptions,
  { environment }: CommandContext,
  form: CheckForm,
): AsyncGenerator<Check> {
  yield checkNode(process.versions.node)
  yield checkTerminal(process.stderr, form.hasColors, form.hasMarks)
  const found = await findKey(options.apiKeyFile, environment.LIGHTFIELD_API_KEY)
  yield found.check
  const { mapping, check } = await readMapping(options.mapping)
  if (check !== null) yield check
  const address = attempt('address', () => readAddress(options, environment))
  if ('check' in address) {
    yield address.check
    yield* [...unasked('no address to ask'), skipped('scopes', 'not known')]
  } else {
    const { baseUrl, proxy } = address.value
    const probe = { baseUrl, proxy, apiKey: found.key, timeoutMs: options.timeout ?? defaultTimeoutMs }
    const { checks, key } = await askApi(probe)
    yield* checks
    yield key === null ? skipped('scopes', 'not known') : checkScopes(key, mapping)
  }
  if (options.ledger === undefined && options.mapping === undefined) return
  const path = attempt('ledger', () => ledgerPath(options))
  if ('check' in path) yield path.check
  else {
    const access =
      'check' in address || found.key === null ? null : { baseUrl: address.value.baseUrl, apiKey: found.key }
    yield* await checkLedger(path.value, access)
  }
}

async function readMapping(file: string | undefined): Promise<{ mapping: Mapping | null; check: Check | null }> {
  if (file === undefined) return { mapping: null, check: null }
  try {
    const mapping = await loadMapping(file)
    const { object, mode, importName } = mapping
    return { mapping, check: ok('mapping', `${file}: ${importName}, ${mode} of ${object}`) }
  } catch (error) {
    return { mapping: null, check: failedBy('mapping', error) }
  }
}

function attempt<Value>(name: string, work: () => Value): { readonly value: Value } | { readonly check: Check } {
  try {
    return { value: work() }
  } catch (error) {
    return { check: failedBy(name, error) }
  }
}

function formOf(isColorWanted: boolean): CheckForm {
  const { stdout } = process
  const hasColors = stdout.isTTY && isColorWanted && showsColors(stdout)
  return {
    // A terminal that does not know its width says 0.
    width: stdout.isTTY ? stdout.columns || 80 : null,
    hasColors,
    hasMarks: hasColors && showsUnicode(process.env),
  }
}

function checkJson({ name, state, message, remedy }: Check) {
  return { name, state, message, remedy }
}

function conclusion(checks: readonly Check[]): string {
  const failures = checks.filter(({ state }) => state === 'failed').length
  const warnings = checks.filter(({ state }) => state === 'warning').length
  if (failures > 0) return `${formatCount(failures, 'thing stands', 'things stand')} in the way of a run.`
  return warnings > 0
    ? `Nothing stands in the way of a run; ${formatCount(warnings, 'warning')}.`
    : 'All is well: nothing stands in the way of a run.'
}
