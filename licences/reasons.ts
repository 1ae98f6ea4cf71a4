/** Why each package that package.json names is there; what they bring along themselves is told by the lock file. */
export const reasons: ReadonlyMap<string, string> = new Map([
  ['bottleneck', 'spaces requests evenly: the gate of the rate limiter'],
  ['commander', 'reads the command line'],
  ['csv-parse', 'cuts bytes into records'],
  ['libphonenumber-js', 'tells valid telephone numbers'],
  ['luxon', 'knows time zones'],
  ['p-limit', 'bounds what is under way at once'],
  ['pino', 'writes the log file'],
  ['re2js', "matches a mapping's patterns in time that grows with the text, whatever the pattern"],
  ['undici', 'HTTP connections that are kept, and limits on what comes back'],
  ['yaml', 'reads mapping files, with the place of every value'],
  ['zod', 'validates mappings, and makes their JSON Schema'],
  ['@biomejs/biome', 'formats and lints'],
  ['@types/luxon', 'types'],
  ['@types/node', 'types'],
  ['ajv', 'tries the published JSON Schemas in the tests'],
  ['fast-check', 'property tests and fuzzing'],
  ['node', 'the Node that the project is developed on, for machines that have an older one'],
  ['typescript', 'checks types and builds'],
  ['vitest', 'runs the tests'],
])

/** Why a package may run a script when it is installed: any other that wants to fails a test. */
export const scriptReasons: ReadonlyMap<string, string> = new Map([
  [
    'node',
    "its script downloads the binary of the machine's platform from the npm registry. It is there for development only: an installation of lightfield-import does not have it",
  ],
])
