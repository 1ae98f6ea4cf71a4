// Loaded before a program whose work is counted: at its end, writes what it counted to the file that WORK_COUNTS_FILE names.
// Plain JavaScript, because stripping types would itself be counted in the program.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { GCProfiler, getHeapStatistics } from 'node:v8'
import { isMainThread } from 'node:worker_threads'

const { WORK_COUNTS_FILE: file, WORK_COUNTED: counted } = process.env
delete process.env.WORK_COUNTS_FILE
delete process.env.WORK_COUNTED

if (isMainThread && file !== undefined) {
  const counts = counted === 'calls' ? countCalls() : { ...countStatements(), ...countBytes() }
  process.once('exit', () => {
    const figures = Object.entries(counts).map(([name, read]) => [name, read()])
    writeFileSync(file, JSON.stringify(Object.fromEntries(figures)))
  })
}

/** Statements that look or write, and commits: of transactions, and of what writes outside of one. */
function countStatements() {
  let statements = 0
  let commits = 0
  const databases = new WeakMap()
  const { prepare, exec } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (...words) {
    const statement = prepare.apply(this, words)
    databases.set(statement, this)
    return statement
  }
  DatabaseSync.prototype.exec = function (text) {
    if (/^\s*COMMIT\b/i.test(text)) commits += 1
    else if (!/^\s*(BEGIN|ROLLBACK)\b/i.test(text)) statements += 1
    return exec.call(this, text)
  }
  for (const verb of ['run', 'get', 'all', 'iterate']) {
    const original = StatementSync.prototype[verb]
    StatementSync.prototype[verb] = function (...values) {
      statements += 1
      if (verb === 'run' && !databases.get(this)?.isTransaction) commits += 1
      return original.apply(this, values)
    }
  }
  return { statements: () => statements, commits: () => commits }
}

/**
 * What the heap of JavaScript grew by between one collection and the next, added up. With --single-threaded, which
 * leaves V8 no thread that compiles or collects at a moment of its own, this is the same to a few bytes a row.
 */
function countBytes() {
  const profiler = new GCProfiler()
  profiler.start()
  const atStart = getHeapStatistics().used_heap_size
  return {
    allocatedBytes() {
      const atEnd = getHeapStatistics().used_heap_size
      let allocated = 0
      let left = atStart
      for (const { beforeGC, afterGC } of profiler.stop().statistics) {
        allocated += beforeGC.heapStatistics.usedHeapSize - left
        left = afterGC.heapStatistics.usedHeapSize
      }
      return allocated + atEnd - left
    },
  }
}

/** Calls of functions written in JavaScript, Node's own among them: a stand-in for instructions. */
function countCalls() {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  return {
    calls() {
      let calls = 0
      session.post('Profiler.takePreciseCoverage', (error, coverage) => {
        if (error) throw new Error(error.message)
        for (const { functions } of coverage.result) {
          for (const { ranges } of functions) calls += ranges[0].count
        }
      })
      return calls
    },
  }
}
