import type { Messages } from './message.ts'

/** LFI1100 to LFI1199: what others are told of a run. */
export const notificationMessages = {
  on_finish_invalid: {
    number: 'LFI1100',
    meaning: 'The address of --on-finish is not one that the summary can be posted to.',
    remedy:
      'Give an http or https address without user, password and fragment; what proves who posts is the signature.',
  },
  on_finish_insecure: {
    number: 'LFI1101',
    meaning:
      'The address of --on-finish is plain http to another machine: whoever is on the way could read the summary.',
    remedy: 'Use https, or say --allow-http where the network is trusted.',
  },
  events_unwritable: {
    number: 'LFI1102',
    meaning: 'The file of --events cannot be opened, or not be written on.',
    remedy:
      'Name a file in a folder that exists and can be written, and no link to one; look for room on the disk. A run that had begun goes on with the same command.',
  },
  not_events: {
    number: 'LFI1103',
    meaning: 'The file of --events holds something else than events, and nothing was added to it.',
    remedy: 'Name a file that does not exist yet, or one of an earlier --events.',
  },
  metrics_unwritable: {
    number: 'LFI1104',
    meaning: 'The file of --metrics cannot be made, or not be put in the place of the one that is there.',
    remedy: 'Name a file in a folder that exists and can be written, and no link to one.',
  },
  not_metrics: {
    number: 'LFI1105',
    meaning: 'The file of --metrics holds something else than metrics of this program, and it is left as it is.',
    remedy: 'Name a file that does not exist yet, or one of an earlier --metrics.',
  },
} as const satisfies Messages
