#!/usr/bin/env node
// Written in the oldest JavaScript there is: it must be able to say, on any Node, that the Node is too old.
var minimum = [22, 19]
var parts = process.versions.node.split('.')
var major = Number(parts[0])
if (major > minimum[0] || (major === minimum[0] && Number(parts[1]) >= minimum[1])) {
  require('./start.cjs')
} else {
  process.stderr.write(
    'lightfield-import needs Node.js ' +
      minimum.join('.') +
      ' or newer, this is ' +
      process.versions.node +
      '. Install a current one from https://nodejs.org, or, inside a checkout, run `npm ci` and then `npx lightfield-import`.\n',
  )
  process.exitCode = 2
}
