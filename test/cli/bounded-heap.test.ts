import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const module = new URL('../../src/cli/bounded-heap.ts', import.meta.url).href

/** Makes objects, a part of which lives through several collections, as rows under way do; says how large their space became. */
const program = `
import { getHeapSpaceStatistics } from 'node:v8'
import { boundHeap } from '${module}'
boundHeap()
const underWay = new Array(30_000)
let largest = 0
for (let batch = 0; batch < 300; batch++) {
  for (let made = 0; made < 10_000; made++) {
    const text = { batch, made, cells: [batch, made, batch + made, batch - made] }
    if (made % 4 === 0) underWay[(batch * 2_500 + made / 4) % underWay.length] = text
  }
  await new Promise(resolve => setImmediate(resolve))
  largest = Math.max(largest, getHeapSpaceStatistics().find(space => space.space_name === 'new_space').space_size)
}
console.log(largest / 2 ** 20)
`

test('the space for new objects stays small, however much there is to do and whatever memory the machine has', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(Number(stdout)).toBeGreaterThan(0)
  expect(Number(stdout)).toBeLessThan(64)
})

test('a program that has bounded its heap ends by itself', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { boundHeap } from '${module}'; boundHeap(); console.log('over')`,
  ])
  expect(stdout).toBe('over\n')
})
