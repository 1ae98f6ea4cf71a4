import { type Subject, subjects } from '../src/messages/catalogue.ts'
import type { Message } from '../src/messages/message.ts'

/** The page docs/errors.md: a heading a number, which is what `docs/errors.md#lfi0201` leads to. */
export function errorsPage(): string {
  const written = subjects.filter(({ messages }) => Object.keys(messages).length > 0)
  return `# Errors

Every error has a number, such as \`LFI0201\`, and a code, such as \`file_not_found\`. The number stands at the end of a message,
and \`--json\`, \`--events\` and the log give it as \`number\`; the code is what programs go by, also in the \`error_code\` of
\`results\` and the \`_error_code\` of \`--failed\`. Neither is ever given to another error.
\`lightfield-import help LFI0201\` says what stands here, without a network.

\`npm run errors\` writes this page from the catalogue in \`src/messages\`; a test fails when it is out of step.

| numbers | subject |
| --- | --- |
${written.map(contentsLine).join('')}
An error of a row leaves the other rows alone: the run ends with exit code 1. Any other stops the command: with exit code 2
before anything was sent, with 3 in the middle, from where the same command goes on.

${written.map(section).join('\n')}`
}

function contentsLine({ title, messages }: Subject): string {
  const numbers = Object.values(messages).map(({ number }) => number)
  return `| ${numbers[0]} to ${numbers.at(-1)} | [${title}](#${anchor(title)}) |\n`
}

function section({ title, messages }: Subject): string {
  const entries = Object.entries(messages).map(([code, message]) => entry(code, message))
  return `## ${title}\n\n${entries.join('\n')}`
}

function entry(code: string, { number, meaning, why, remedy }: Message): string {
  const reason = why === undefined ? '' : ` ${markdown(why)}`
  return `### ${number}\n\n\`${code}\`: ${markdown(meaning)}${reason}\n\n**What to do:** ${markdown(remedy)}\n`
}

/** As the headings of the page are linked to. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}

/** The texts of the catalogue have their code in backticks; what is not code is escaped where Markdown would take it for its own. */
function markdown(text: string): string {
  const parts = text.split('`')
  return parts.map((part, at) => (at % 2 === 1 ? `\`${part}\`` : part.replace(/[*<>[\]|]/g, '\\$&'))).join('')
}
