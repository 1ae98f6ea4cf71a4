import type { Messages } from './message.ts'

/** LFI1000 to LFI1099. */
export const reportMessages = {} as const satisfies Messages
