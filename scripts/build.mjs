// Builds dist: `npm run build`. tsc writes the modules and their types; those
// of change files are put into one file for editors; then everything the command line needs is put into
// few files under dist/bundle, because loading hundreds of small modules is most of what `lockstep plan` would do.
// dist/bundle is removed first: when tsc finds an error, bin/lockstep.js runs the modules rather than an old bundle.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeEditorTypes } from './editor-types.mjs'

const root = join(import.meta.dirname, '..')
const bundle = join(root, 'dist/bundle')
rmSync(bundle, { recursive: true, force: true })

const compiled = spawnSync(process.execPath, [join(root, 'node_modules/ts7/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
})
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

writeEditorTypes(join(root, 'dist'))

// One of sixteen grammars: the package they come in is 22 MB.
const grammars = join(root, 'dist/grammars')
mkdirSync(grammars, { recursive: true })
const python = fileURLToPath(import.meta.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm'))
copyFileSync(python, join(grammars, 'tree-sitter-python.wasm'))
copyFileSync(join(python, '../../LICENSE'), join(grammars, 'LICENSE'))

const { rolldown } = await import('rolldown')
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** Small packages without files of their own to find (jiti has: it looks for its babel.cjs only when a file is new to its cache). */
const inlined = ['yargs', 'handlebars']
const outside = Object.keys(dependencies).filter(name => !inlined.includes(name))

const built = await rolldown({
  // What a shell asks while a key is held must not wait for the parser of command lines.
  input: { index: join(root, 'dist/cli/index.js'), complete: join(root, 'dist/cli/complete.js') },
  platform: 'node',
  external: id => outside.some(name => id === name || id.startsWith(`${name}/`)),
  checks: { ineffectiveDynamicImport: false },
  onLog: (level, log, handle) => (level === 'warn' ? handle('error', log) : undefined),
})
await built.write({ dir: bundle, format: 'esm' })
await built.close()
