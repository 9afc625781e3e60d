#!/usr/bin/env node
// The version is answered before anything heavy loads: it is asked for in every CI log and shell prompt. So is a shell that completes.
import { existsSync, readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const built = name => ['bundle', 'cli'].map(folder => new URL(`../dist/${folder}/${name}.js`, import.meta.url)).find(existsSync)
const program = built('index')
const answerer = built('complete')

if (process.argv.length === 3 && ['--version', '-v'].includes(process.argv[2])) {
  console.log(manifest.version)
} else if (process.argv[2] === '__complete' && answerer !== undefined) {
  const { complete } = await import(answerer.href)
  process.stdout.write(await complete(process.argv.slice(3)))
} else if (program !== undefined) {
  const { run } = await import(program.href)
  try {
    process.exitCode = await run(process.argv.slice(2))
  } catch (bug) {
    console.error('lockstep stumbled over a mistake of its own. Nothing is half-written. Please report this, with the file it was about:\n')
    console.error(bug)
    process.exitCode = 2
  }
} else {
  console.error('lockstep is not built yet. Run `npm run build` in its folder, then try again.')
  process.exitCode = 2
}
