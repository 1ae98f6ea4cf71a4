import { objectFacts } from '../../model/objects.ts'
import type { Drafted } from '../commands/init.ts'
import type { AnswerSheet } from './answer-sheet.ts'
import type { Prompts } from './prompts.ts'

/** A draft whose open questions are being answered. */
export interface Deciding {
  readonly drafted: Drafted
  readonly sheet: AnswerSheet
  readonly prompts: Prompts
  /** Nothing that rows name can be found there. */
  readonly isWorkspaceEmpty: boolean
}

/** Whether a record cannot be without a field or relationship. */
export function isRequired(key: string, { draft }: Drafted): boolean {
  const { requiredFields, requiredRelationships } = objectFacts(draft.object)
  return [...requiredFields, ...requiredRelationships].includes(key)
}
