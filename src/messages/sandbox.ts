import type { Messages } from './message.ts'

/** LFI1301 to LFI1399: the simulator of the API. */
export const sandboxMessages = {
  sandbox_option: {
    number: 'LFI1301',
    meaning: 'The sandbox cannot be started as the call says: its port, its state file or its faults.',
    remedy: 'Correct the option that the message names; `docs/sandbox.md` tells what each takes.',
  },
  faults_invalid: {
    number: 'LFI1302',
    meaning: 'What was given with `--faults` is not JSON.',
    remedy: 'Write a list in JSON, in single quotes; `docs/sandbox.md` has examples.',
  },
} as const satisfies Messages
