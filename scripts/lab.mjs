// Prepares the conformance lab, the real frameworks that run the emitted files: `node scripts/lab.mjs [--full] [part…]`.
// Each part lands below .cache/lab and is left alone when it is there in the wanted version. Debian, root, and the usual
// package registries are needed. What cannot be had is named with the reason, and the exit code is 1: nothing is skipped in silence.
import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import * as alembic from './lab/alembic.mjs'
import * as debian from './lab/debian.mjs'
import * as go from './lab/go.mjs'
import * as java from './lab/java.mjs'

const folder = join(import.meta.dirname, '..', '.cache', 'lab')
const parts = { ...debian.parts, ...alembic.parts, ...java.parts, ...go.parts }

const wanted = process.argv.slice(2).filter(word => word !== '--full')
const unknown = wanted.filter(name => parts[name] === undefined)
if (unknown.length > 0) {
  console.error(`no such part of the lab: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(64)
}
const isFull = process.argv.includes('--full')

mkdirSync(folder, { recursive: true })
const lab = realpathSync(folder) // a Python environment knows its own place by name
let failures = 0
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 ? !wanted.includes(name) : part.isFullOnly && !isFull) continue
  const started = Date.now()
  const install = () => console.log(`${name}: ${part.install(join(lab, name))} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  try {
    install()
  } catch (first) {
    console.error(`${name}: failed, and is tried once more, since most of it is downloads: ${first.message}`)
    try {
      install()
    } catch (reason) {
      failures += 1
      console.error(`${name}: FAILED twice, so ${part.serves} cannot be run here: ${reason.message}`)
    }
  }
}
if (failures > 0) process.exit(1)
