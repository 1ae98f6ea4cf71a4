import type { Package } from './packages.ts'
import { reasons, scriptReasons } from './reasons.ts'

/** The page docs/dependencies.md. */
export function dependenciesText(packages: readonly Package[]): string {
  const runtime = packages.filter(({ isRuntime }) => isRuntime)
  const development = packages.filter(({ isRuntime }) => !isRuntime)
  return `# Dependencies

Every package that an installation brings along, from \`package-lock.json\`. \`npm run licences\` writes this page; a test
fails when it is out of step, when a licence is not among those permitted, and when a package that is not named here wants
to run a script while it is installed.

## Runtime

What \`lightfield-import\` needs to run. None of them runs a script when it is installed, and none has native code.

${table(runtime, packages)}
## Development

Not part of an installation: tools for working on the project. Packages for other platforms than one's own stay out.

${table(development, packages)}
## Install scripts

${[...scriptReasons].map(([name, reason]) => `- \`${name}\`: ${reason}.\n`).join('')}`
}

function table(listed: readonly Package[], all: readonly Package[]): string {
  const rows = listed.map(one => `| ${one.name} | ${one.version} | ${one.licence} | ${whyOf(one, all)} |\n`)
  return `| package | version | licence | why |\n| --- | --- | --- | --- |\n${rows.join('')}`
}

function whyOf({ name }: Package, all: readonly Package[]): string {
  const needed = all.filter(({ needs }) => needs.includes(name)).map(one => one.name)
  return reasons.get(name) ?? `needed by ${[...new Set(needed)].join(', ')}`
}
