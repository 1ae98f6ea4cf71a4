import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'

/**
 * What tells a running process from a later one with the same number: on Linux its start time; elsewhere just that it
 * runs. Null where there is no such process, or only a zombie of it.
 */
export function processMark(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid)
    if (stat !== null) return stat.state === 'Z' || stat.state === 'X' ? null : stat.startTime
  }
  return isRunning(pid) ? 'running' : null
}

/**
 * Within what a process number means one process: a machine since it was started and, on Linux, a namespace of processes,
 * which each container has of its own, often under one host name. Empty where the system does not say.
 */
export function processPlace(): string {
  if (process.platform !== 'linux') return ''
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // Elsewhere it tells of the processes of another namespace, and ours cannot be looked up.
    const isOwn = readlinkSync('/proc/self') === String(process.pid)
    return isOwn ? `${boot}/${readlinkSync('/proc/self/ns/pid')}` : `${boot}/${randomUUID()}`
  } catch {
    return ''
  }
}

/** Fields 3 and 22 of /proc/PID/stat; the name in field 2 may hold spaces and parentheses. */
function readStat(pid: number): { state: string; startTime: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', startTime: fields[19] ?? '' }
  } catch {
    return null
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: there is one, and it is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
