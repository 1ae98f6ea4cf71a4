/** Why each package that package.json names is there; what they bring along themselves is told by the lock file. */
export const reasons: ReadonlyMap<string, string> = new Map([
  ['@clack/prompts', 'asks questions on a terminal'],
  ['bottleneck', 'spaces requests evenly: the gate of the rate limiter'],
  ['commander', 'reads the command line'],
  ['csv-parse', 'cuts bytes into records'],
  ['get-east-asian-width', 'tells how many columns of a terminal a character takes'],
  ['libphonenumber-js', 'tells valid telephone numbers'],
  ['log-update', 'redraws a region of the terminal, whatever its width'],
  ['luxon', 'knows time zones'],
  ['p-limit', 'bounds what is under way at once'],
  ['pino', 'writes the log file'],
  ['re2js', "matches a mapping's patterns in time that grows with the text, whatever the pattern"],
  ['undici', 'HTTP connections that are kept, and limits on what comes back'],
  ['uplot', 'draws the charts of the report'],
  ['yaml', 'reads mapping files, with the place of every value'],
  ['zod', 'validates mappings, and makes their JSON Schema'],
  ['@arethetypeswrong/cli', 'tries the types of the package as other projects resolve them'],
  ['@biomejs/biome', 'formats and lints'],
  ['@types/luxon', 'types'],
  ['@types/node', 'types'],
  ['@xterm/headless', 'the terminal that the live view is tried on'],
  ['ajv', 'tries the published JSON Schemas in the tests'],
  ['fast-check', 'property tests and fuzzing'],
  ['node', 'the Node that the project is developed on, for machines that have an older one'],
  ['p-queue', 'a peer that the benchmarks measure beside the rate limiter'],
  ['p-throttle', 'a peer that the benchmarks measure beside the rate limiter'],
  ['playwright-core', 'opens the pages that are made in Chromium'],
  ['publint', 'tries the package as it would be published'],
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
