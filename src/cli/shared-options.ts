import { type Command, InvalidArgumentError, Option } from 'commander'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

/** Options that every command takes, as commander gives them. */
export interface SharedOptions {
  readonly json?: true
  readonly quiet?: true
  readonly logFile?: string
  readonly logLevel?: LogLevel
  readonly color: boolean
}

/** Options of the commands that speak to the API. */
export interface ApiOptions {
  readonly baseUrl?: string
  readonly apiKeyFile?: string
  readonly allowHttp?: true
  /** How long to wait for an answer, in milliseconds. */
  readonly timeout?: number
}

/** Options of the commands that write to the workspace, about how they go about it. */
export interface PaceOptions {
  /** Writes a second. */
  readonly rate?: number
  /** Percentage of the limit that is left to others. */
  readonly headroom?: number
  /** How long the API may be down, in milliseconds. */
  readonly giveUpAfter?: number
}

export function addSharedOptions(command: Command): Command {
  return command
    .optionsGroup('Shared options:')
    .option('--json', 'machine-readable output on stdout, nothing else there')
    .option('--quiet', 'no messages but errors')
    .option('--log-file <file>', 'write a log of JSON lines to this file')
    .addOption(new Option('--log-level <level>', 'how much to log; without --log-file to stderr').choices(logLevels))
    .option('--no-color', 'no colours (NO_COLOR does the same)')
}

export function addApiOptions(command: Command): Command {
  return command
    .optionsGroup('API:')
    .option('--base-url <url>', 'address of the API (default: LIGHTFIELD_BASE_URL, else https://api.lightfield.app)')
    .option('--api-key-file <file>', 'read the API key from this file instead of LIGHTFIELD_API_KEY')
    .option('--allow-http', 'allow plain http to a host that is not this machine')
    .option('--timeout <duration>', 'how long to wait for an answer before it counts as lost (default: 30s)', wait)
}

/**
 * A whole number of at least `least`.
 *
 * @param other what else there may be said, for the message
 */
export function wholeNumber(least: number, other = ''): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}${other}.`)
    }
    return value
  }
}

/** `accounts,contacts`, as a list of at least one name. */
export function nameList(text: string): readonly string[] {
  const names = text.split(',').map(name => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('It must be one or more names, separated by commas.')
  return names
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/** `90s`, `10m`, `1h30m` or a plain number of seconds, in milliseconds. */
export function duration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    throw new InvalidArgumentError('It must be a duration such as 90s, 10m or 1h30m.')
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)
  return [...parts].reduce((sum, [, value, unit]) => sum + Number(value) * (unitMs.get(unit ?? '') ?? 0), 0)
}

/** `200` or `all`. */
export function countOrAll(text: string): number | 'all' {
  return text === 'all' ? text : wholeNumber(1, ', or all')(text)
}

/** A duration that is not nothing. */
function wait(text: string): number {
  const ms = duration(text)
  if (ms <= 0) throw new InvalidArgumentError('It must be more than nothing.')
  return ms
}

/** `100` or `5%`. */
export function countOrPercent(text: string): { readonly rows: number } | { readonly percent: number } {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]
  if (percent === undefined) return { rows: wholeNumber(1, ', or a percentage such as 5%')(text) }
  if (Number(percent) <= 0 || Number(percent) > 100)
    throw new InvalidArgumentError('It must be more than 0% and at most 100%.')
  return { percent: Number(percent) }
}

/** `20%`, from 0% to less than 100%: what is left has to be something. */
export function shareForOthers(text: string): number {
  const percent = percentage(text)
  if (percent >= 100) throw new InvalidArgumentError('It must be less than 100%.')
  return percent
}

/** `10%`, from 0% to 100%. */
export function percentage(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]
  if (percent === undefined) throw new InvalidArgumentError('It must be a percentage with its sign, such as 10%.')
  if (Number(percent) > 100) throw new InvalidArgumentError('It must be at most 100%.')
  return Number(percent)
}
