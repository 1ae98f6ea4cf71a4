import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, test } from 'vitest'
import { npx, packProject, root, run } from './packed.ts'

const packed = packProject()
const installed = join(packed.project, 'node_modules', 'lightfield-import')
const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))

test('the package holds the program, its types and what a reader looks for, and nothing else', () => {
  const expected = /^(?:dist\/.+\.(?:js|d\.ts)|bin\/[\w-]+\.cjs|schema\/[\w-]+\.schema\.json|man\/[\w-]+\.1)$/
  const others = packed.files.filter(path => !expected.test(path))

  expect(others.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  expect(packed.files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js']))
  expect(packed.bytes).toBeLessThan(1_000_000)
})

test('each built file has its types, and none points at a source map that is not there', () => {
  const code = packed.files.filter(path => path.startsWith('dist/') && path.endsWith('.js'))

  expect(code.length).toBeGreaterThan(200)
  expect(code.filter(path => !packed.files.includes(path.replace(/\.js$/, '.d.ts')))).toEqual([])
  expect(code.filter(path => readFileSync(join(installed, path), 'utf8').includes('sourceMappingURL'))).toEqual([])
})

test('publint finds nothing to mend', async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false, strict: true })
  expect(messages.map(message => formatMessage(message, manifest))).toEqual([])
})

test('its types are found the way that ESM projects look for them', () => {
  const told = npx(['attw', packed.tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'], packed.project)
  // It ends with an error where it finds something, which is thrown here.
  expect(told).toMatch(/^"lightfield-import"\n+node16 \(from ESM\): OK \(ESM\)/m)
})

test('what it imports when it runs is what it depends on', () => {
  const code = packed.files
    .filter(path => path.startsWith('dist/') && path.endsWith('.js'))
    .map(path => readFileSync(join(installed, path), 'utf8'))
    .join('\n')
  const imported = [...code.matchAll(/(?:\bfrom|\bimport\(|^import) ?['"]((?:@[\w.-]+\/)?[\w][\w.-]*)['"/]/gm)]
  const packages = imported.map(([, name = '']) => name).filter(name => !builtinModules.includes(name))
  const dependencies = Object.keys(manifest.dependencies)

  expect([...new Set(packages)].filter(name => !dependencies.includes(name))).toEqual([])
  // Not all are imported: of some a file is read.
  expect(dependencies.filter(name => !new RegExp(`['"\`]${name}['"\`/]`).test(code))).toEqual([])
})

test('installed in an empty folder, the command runs', () => {
  const told = run(join('node_modules', '.bin', 'lightfield-import'), ['--version'], packed.project)
  expect(told).toBe(`${manifest.version}\n`)
  expect(statSync(join(installed, 'bin', 'lightfield-import.cjs')).mode & 0o111).not.toBe(0)
})

test('installed in an empty folder, it imports a file', () => {
  const smoke = join(root, 'test', 'package', 'smoke.ts')
  expect(run(process.execPath, [smoke, join(installed, 'bin', 'lightfield-import.cjs')], packed.project)).toMatch(
    /all is well\n$/,
  )
})

test('installed in an empty folder, it knows the versions of the packages that rows go through', () => {
  const built = pathToFileURL(join(installed, 'dist', 'library', 'row-packages.js')).href
  const ask = `const { rowVersions } = await import('${built}'); console.log(rowVersions('${built}').length)`
  expect(run(process.execPath, ['--input-type=module', '--eval', ask], packed.project)).toBe('5\n')
})

test('installed in an empty folder, the library is imported, with its types and its schema', () => {
  const { project } = packed
  writeFileSync(
    join(project, 'use.mts'),
    [
      "import { InputError, loadMapping, startSandbox, type Sandbox } from 'lightfield-import'",
      "import schema from 'lightfield-import/schema/mapping.schema.json' with { type: 'json' }",
      "import manifest from 'lightfield-import/package.json' with { type: 'json' }",
      'const sandbox: Sandbox = await startSandbox()',
      'const url: string = sandbox.url',
      'await sandbox.close()',
      "const code = await loadMapping('nowhere.yaml').catch((error: unknown) => error instanceof InputError && error.code)",
      'process.stdout.write(JSON.stringify([typeof url, schema.$schema, manifest.name, code]))',
    ].join('\n'),
  )
  const compilerOptions = {
    ...{ module: 'NodeNext', target: 'ES2023', lib: ['ES2024', 'ESNext.Disposable'], types: ['node'] },
    ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, resolveJsonModule: true, skipLibCheck: true },
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.mts'] }))

  npx(['tsc', '--project', project], project)
  const [url, schema, name, code] = JSON.parse(run(process.execPath, ['use.mts'], project))

  expect([url, name, code]).toEqual(['string', 'lightfield-import', expect.any(String)])
  expect(schema).toMatch(/^https?:\/\/json-schema\.org\//)
})

test('nothing that is invented stands in package.json: it has no public address yet', () => {
  expect(Object.keys(manifest).filter(key => ['repository', 'homepage', 'bugs', 'author'].includes(key))).toEqual([])
  expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toContain('END OF TERMS AND CONDITIONS')
  expect(manifest.license).toBe('Apache-2.0')
})
