import { dirname, join } from 'node:path'
import { plainLine, shellWord } from '../../report/text.ts'
import type { CommandContext } from '../command.ts'
import type { ApiOptions } from '../shared-options.ts'
import type { Terminal } from '../terminal.ts'
import type { GuideOptions } from './guided-program.ts'

/** How far a person has come, and the commands that lead as far. */
export class Journey {
  readonly csv: string
  readonly options: GuideOptions
  /** With the key that this session goes by. */
  context: CommandContext
  mapping: string | null = null
  /** Set where the ledger is not the usual one. */
  ledger: string | undefined
  isSandbox = false
  /** Records may have been written. */
  hasRun = false
  /** The command that goes on from here; null: `lightfield-import FILE` itself. */
  next: readonly string[] | null = null

  constructor(options: GuideOptions, context: CommandContext) {
    this.csv = options.csv
    this.options = options
    this.ledger = options.ledger
    this.context = context
  }

  /** Options of every command that speaks to the API. */
  get api(): ApiOptions {
    if (this.isSandbox) return {}
    const { baseUrl, apiKeyFile, allowHttp, timeout } = this.options
    return {
      ...(baseUrl !== undefined && { baseUrl }),
      ...(apiKeyFile !== undefined && { apiKeyFile }),
      ...(allowHttp !== undefined && { allowHttp }),
      ...(timeout !== undefined && { timeout }),
    }
  }

  get ledgerOption(): { readonly ledger?: string } {
    return this.ledger === undefined ? {} : { ledger: this.ledger }
  }

  /** Says which command does what comes next, and remembers it as the one to go on with. */
  step(title: string, words: readonly string[]): void {
    const { say, paint } = this.context.terminal
    say(`\n${paint.bold(title)}\n${paint.dim(`$ ${this.commandOf(words)}`)}`)
    this.next = words
    // What the command says about how to go on is about itself, and not about the questions.
    this.context = { ...this.context, call: this.#wordsOf(words) }
  }

  /** What a person reads who leaves. */
  leavingText({ paint }: Pick<Terminal, 'paint'>): string {
    const { mapping, csv, next } = this
    if (this.isSandbox) {
      return [
        paint.bold('Left. The sandbox and its records are gone.'),
        ...(mapping === null ? [] : [`  mapping  ${plainLine(mapping)}`]),
        `To go on: ${this.commandOf([csv])}`,
      ].join('\n')
    }
    const ledger = this.ledger ?? join(dirname(mapping ?? csv), 'ledger.db')
    return [
      paint.bold(this.hasRun ? 'Left. What was done is in the ledger.' : 'Left. Nothing was written to Lightfield.'),
      ...(mapping === null ? [] : [`  mapping  ${plainLine(mapping)}`]),
      ...(this.hasRun ? [`  ledger   ${plainLine(ledger)}`] : []),
      ...(next === null
        ? [`To go on: ${this.commandOf([csv])}`]
        : [`To go on: ${this.commandOf(next)}`, `or once more with questions: ${this.commandOf([csv])}`]),
    ].join('\n')
  }

  /** A command as it is typed, with the options that this call was given. */
  commandOf(words: readonly string[]): string {
    return ['lightfield-import', ...this.#wordsOf(words)].map(shellWord).join(' ')
  }

  #wordsOf(words: readonly string[]): readonly string[] {
    const { baseUrl, apiKeyFile, allowHttp } = this.options
    if (this.isSandbox) return words
    return [
      ...words,
      ...(baseUrl === undefined ? [] : ['--base-url', baseUrl]),
      ...(apiKeyFile === undefined ? [] : ['--api-key-file', apiKeyFile]),
      ...(allowHttp ? ['--allow-http'] : []),
    ]
  }
}
