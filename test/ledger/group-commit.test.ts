import { describe, expect, test } from 'vitest'
import { GroupCommit, type Transaction } from '../../src/ledger/group-commit.ts'

/** Collects what is written, transaction by transaction; one that fails leaves nothing. */
function recorder() {
  const committed: string[][] = []
  let group: string[] = []
  const transaction: Transaction = work => {
    group = []
    work()
    committed.push(group)
  }
  return { committed, transaction, put: (word: string) => () => void group.push(word) }
}

function fail(): never {
  throw new Error('the disk is full')
}

describe('the writes of one turn', () => {
  test('share one transaction, in their order', async () => {
    const { committed, transaction, put } = recorder()
    const commits = new GroupCommit(transaction)
    await Promise.all(['a', 'b', 'c'].map(word => commits.write(put(word))))
    expect(committed).toEqual([['a', 'b', 'c']])
  })

  test('are told apart from those of the next', async () => {
    const { committed, transaction, put } = recorder()
    const commits = new GroupCommit(transaction)
    await commits.write(put('a'))
    await commits.write(put('b'))
    expect(committed).toEqual([['a'], ['b']])
  })

  test('are all refused where one fails, and nothing of them is there', async () => {
    const { committed, transaction, put } = recorder()
    const commits = new GroupCommit(transaction)
    const settled = await Promise.allSettled([commits.write(put('a')), commits.write(fail), commits.write(put('c'))])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(committed).toEqual([])
    await commits.write(put('d'))
    expect(committed).toEqual([['d']])
  })
})

test('a write is done no sooner than its transaction', async () => {
  const { committed, transaction, put } = recorder()
  const commits = new GroupCommit(transaction)
  let isDone = false
  const write = commits.write(put('a')).then(() => {
    isDone = true
  })
  await Promise.resolve()
  expect([isDone, committed.length]).toEqual([false, 0])
  await write
  expect([isDone, committed.length]).toEqual([true, 1])
})

test('what waits can be put on disk at once, and is not written again later', async () => {
  const { committed, transaction, put } = recorder()
  const commits = new GroupCommit(transaction)
  const write = commits.write(put('a'))
  commits.flush()
  expect(committed).toEqual([['a']])
  await write
  await new Promise(resolve => setImmediate(resolve))
  commits.flush()
  expect(committed).toEqual([['a']])
})
