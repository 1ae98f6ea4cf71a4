import { apiMessages } from './api.ts'
import { callMessages } from './call.ts'
import { connectionMessages } from './connection.ts'
import { csvMessages } from './csv.ts'
import { ledgerMessages } from './ledger.ts'
import { libraryMessages } from './library.ts'
import { mappingMessages } from './mapping.ts'
import { matchingMessages } from './matching.ts'
import type { Message, Messages } from './message.ts'
import { notificationMessages } from './notification.ts'
import { planningMessages } from './planning.ts'
import { reportMessages } from './report.ts'
import { runMessages } from './run.ts'
import { sandboxMessages } from './sandbox.ts'
import { valuesMessages } from './values.ts'

const all = {
  ...callMessages,
  ...connectionMessages,
  ...csvMessages,
  ...mappingMessages,
  ...ledgerMessages,
  ...runMessages,
  ...planningMessages,
  ...valuesMessages,
  ...matchingMessages,
  ...apiMessages,
  ...reportMessages,
  ...notificationMessages,
  ...libraryMessages,
  ...sandboxMessages,
}

/** Each subject has a hundred numbers, from this one on; in the order of the numbers. */
export const subjects: readonly Subject[] = [
  { title: 'The call', from: 0, messages: callMessages },
  { title: 'The connection', from: 100, messages: connectionMessages },
  { title: 'The CSV file', from: 200, messages: csvMessages },
  { title: 'The mapping', from: 300, messages: mappingMessages },
  { title: 'The ledger', from: 400, messages: ledgerMessages },
  { title: 'The run', from: 500, messages: runMessages },
  { title: 'Plans', from: 600, messages: planningMessages },
  { title: 'Values of cells', from: 700, messages: valuesMessages },
  { title: 'Keys, matches and look-ups', from: 800, messages: matchingMessages },
  { title: 'Answers of the API', from: 900, messages: apiMessages },
  { title: 'Reports', from: 1000, messages: reportMessages },
  { title: 'Telling others', from: 1100, messages: notificationMessages },
  { title: 'The library', from: 1200, messages: libraryMessages },
  { title: 'The sandbox', from: 1300, messages: sandboxMessages },
]

/** Messages about one thing. */
export interface Subject {
  readonly title: string
  readonly from: number
  readonly messages: Messages
}

/** Code of a message of our own, or of one of the API's that is known here. */
export type MessageCode = keyof typeof all

const byCode: ReadonlyMap<string, Message> = new Map(Object.entries(all))

/** What is to be said of an error with this code; null of one that the API may have and that is not known here. */
export function messageOf(code: string): Message | null {
  return byCode.get(code) ?? null
}

/** The number of an error with this code; null where it is not known here. */
export function numberOf(code: string): Message['number'] | null {
  return messageOf(code)?.number ?? null
}

/** An entry of the catalogue with the code that it belongs to. */
export interface NumberedMessage {
  readonly code: string
  readonly message: Message
}

/** The entry of a number such as `LFI0201`; null where there is none. */
export function errorNumbered(number: string): NumberedMessage | null {
  for (const [code, message] of byCode) if (message.number === number) return { code, message }
  return null
}
