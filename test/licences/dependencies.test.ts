import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dependenciesText } from '../../licences/dependencies-text.ts'
import {
  allowedScripts,
  directDependencies,
  permittedForDevelopment,
  permittedLicences,
  readPackages,
} from '../../licences/packages.ts'
import { reasons, scriptReasons } from '../../licences/reasons.ts'

const packages = readPackages()
const root = new URL('../../', import.meta.url)

test('docs/dependencies.md lists the packages of the lock file', () => {
  expect(packages.length).toBeGreaterThan(50)
  const page = readFileSync(new URL('docs/dependencies.md', root), 'utf8')
  expect(page, 'npm run licences brings it up to date').toBe(dependenciesText(packages))
  expect(page).not.toMatch(/needed by +\|/)
})

test('every licence is one that is permitted', () => {
  const others = packages.filter(
    ({ licence, isRuntime }) => !permittedLicences.has(licence) && (isRuntime || !permittedForDevelopment.has(licence)),
  )
  expect(others).toEqual([])
})

test('no package runs a script when it is installed, but those that are named with a reason', () => {
  const running = packages.filter(({ runsInstallScript }) => runsInstallScript)
  expect(running.map(({ name }) => name)).toEqual([...scriptReasons.keys()])
  expect(running.filter(({ isRuntime }) => isRuntime)).toEqual([])
  expect(allowedScripts()).toEqual([...scriptReasons.keys()])
})

test('each package of package.json has a reason, and each reason a package', () => {
  expect([...reasons.keys()].sort()).toEqual([...directDependencies()].sort())
})

test('what is downloaded for the program is held to a digest', () => {
  expect(packages.filter(({ isRuntime, integrity }) => isRuntime && !integrity?.startsWith('sha512-'))).toEqual([])
})

test('what is installed says the same of its licence as the lock file', () => {
  const installed = packages.filter(({ name }) => existsSync(new URL(`node_modules/${name}/package.json`, root)))
  const differing = installed.filter(({ name, licence, version }) => {
    const manifest = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), 'utf8'))
    return manifest.version === version && manifest.license !== licence
  })
  expect(installed.length).toBeGreaterThan(50)
  expect(differing).toEqual([])
})
