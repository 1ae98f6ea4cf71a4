import type { Messages } from './message.ts'

/** LFI0601 to LFI0699: plans of a dry run, and runs that follow one. */
export const planningMessages = {
  plan_needs_file: {
    number: 'LFI0601',
    meaning: 'A plan can be drawn of a file only, and not of standard input.',
    remedy: 'Write the rows to a file first, and name that.',
  },
  plan_in_doubt: {
    number: 'LFI0602',
    meaning: 'No plan can be drawn while rows are in doubt: nobody can tell yet what their records hold.',
    remedy:
      'Run once without `--dry-run` and `--plan`, which settles them first; with `--limit 1` it does one more row only.',
  },
  plan_option: {
    number: 'LFI0603',
    meaning: 'The plan was drawn without `--retry-failed`, and the run asks for it.',
    remedy: 'Draw it again with `--retry-failed`, or leave the option out.',
  },
  plan_unreadable: {
    number: 'LFI0604',
    meaning: 'The plan cannot be read.',
    remedy: 'Check the path given with `--plan`; `run … --dry-run --plan FILE` draws a plan.',
  },
  plan_invalid: {
    number: 'LFI0605',
    meaning: 'The file is not a plan that can be carried out, or was changed by hand.',
    remedy: 'Draw it again with `--dry-run --plan FILE`, and leave its lines as they are.',
  },
  plan_of_another_import: {
    number: 'LFI0606',
    meaning: 'The plan was drawn by another call: of another import, file, mode or workspace.',
    remedy: 'Give the command that drew it, without `--dry-run`.',
  },
  plan_outdated: {
    number: 'LFI0607',
    meaning: 'The CSV, the mapping or the definitions were changed since the plan was drawn.',
    why: 'A plan is followed to the letter or not at all.',
    remedy: 'Draw it again with `--dry-run --plan FILE`, look it through, and run that.',
  },
  drifted: {
    number: 'LFI0608',
    meaning: 'The workspace has changed since the plan was drawn, and a run would do something else with this row.',
    remedy: 'Draw a new plan with `--dry-run --plan FILE`, look it through, and run that.',
  },
} as const satisfies Messages
