// Puts the types of what change files import into one file without imports: dist/lockstep.d.ts. `lockstep init` writes it into
// repositories that have no node_modules, for their editors. One module, which offers what
// `lockstep` does and nothing else: an editor must not come to import from a place that is not there when the file runs.
import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Node, Project, SyntaxKind } from 'ts-morph'

const root = join(import.meta.dirname, '..')
const target = join(root, 'dist/lockstep.d.ts')

/** Where a declaration of types names another file: `import("./scope.ts").Pair`. */
const importedType = /\bimport\("[^"]+"\)\./g

/** The name of a type, rather than of a property. */
const isReference = word =>
  [
    SyntaxKind.TypeReference,
    SyntaxKind.TypeQuery,
    SyntaxKind.ImportType,
    SyntaxKind.QualifiedName,
    SyntaxKind.ExpressionWithTypeArguments,
  ].includes(word.getParent().getKind())

/** What stands on the top level of the files behind an entry: name → text and the words in it. */
function declarationsIn(files) {
  const found = new Map()
  const add = (name, text, words) => {
    if (found.has(name) && found.get(name).text !== text)
      throw new Error(`two things are called ${name}: the types of editors need one name each`)
    found.set(name, { text, words })
  }
  for (const file of files) {
    for (const each of file.getImportDeclarations().flatMap(declared => declared.getNamedImports())) {
      const alias = each.getAliasNode()?.getText()
      if (alias !== undefined) add(alias, `type ${alias} = ${each.getName()};`, [each.getName()])
    }
    for (const statement of file.getStatements()) {
      const declared = Node.isVariableStatement(statement) ? statement.getDeclarations() : 'getName' in statement ? [statement] : []
      const text = statement.getText(true).replaceAll(importedType, '')
      const bare = text.replace(/^(\/\*\*[\s\S]*?\*\/\s*)?(?:export )?(?:declare )?/, '$1')
      const words = statement
        .getDescendantsOfKind(SyntaxKind.Identifier)
        .filter(isReference)
        .map(word => word.getText())
      for (const each of declared) add(each.getName(), bare, words)
    }
  }
  return found
}

/** @param folder where tsc has put the declarations, `authoring.d.ts` among them */
export function writeEditorTypes(folder) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { allowImportingTsExtensions: true, lib: ['lib.es2023.d.ts'], types: [] },
  })
  const entry = project.addSourceFileAtPath(join(folder, 'authoring.d.ts'))
  project.resolveSourceFileDependencies()
  const declared = declarationsIn(project.getSourceFiles().filter(file => file.getFilePath().startsWith(folder)))
  const offered = [...entry.getExportedDeclarations().keys()].toSorted()
  const needed = new Set()
  const need = name => {
    if (needed.has(name) || !declared.has(name)) return
    needed.add(name)
    declared.get(name).words.forEach(need)
  }
  offered.forEach(need)
  const texts = [...new Set([...declared].filter(([name]) => needed.has(name)).map(([, { text }]) => text))]
  const body = `${texts.join('\n')}\nexport { ${offered.join(', ')} };`.replaceAll(/^( {4})+/gm, spaces => ' '.repeat(spaces.length / 2))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  const text = `// Types of lockstep ${version} (${hash}) for editors, in repositories without node_modules. Not to be edited:
// lockstep new and lockstep init --refresh-types write it anew.
/* eslint-disable */
declare module 'lockstep' {\n${body}\n}\n`
  mkdirSync(dirname(target), { recursive: true })
  const temporary = `${target}.${randomUUID().slice(0, 8)}`
  writeFileSync(temporary, text)
  renameSync(temporary, target)
}

/** Does it stand there, newer than everything it is made from? */
function isFresh() {
  if (!existsSync(target)) return false
  const made = statSync(target).mtimeMs
  const sources = ['dsl', 'model', 'changes'].flatMap(folder =>
    readdirSync(join(root, 'src', folder), { recursive: true }).map(path => join(root, 'src', folder, path)),
  )
  return [...sources, join(root, 'package.json'), join(root, 'src/authoring.ts'), import.meta.filename].every(
    path => statSync(path).mtimeMs <= made,
  )
}

/** For tests, which run from the sources: makes the file when it is not fresh. */
export default function setup() {
  if (isFresh()) return
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-types-'))
  try {
    const options = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--rootDir', 'src', '--outDir', folder]
    const own = join(folder, 'tsconfig.json')
    writeFileSync(own, JSON.stringify({ extends: join(root, 'tsconfig.json'), files: [join(root, 'src/authoring.ts')], include: [] }))
    const tsc = join(root, 'node_modules/ts7/bin/tsc')
    const emitted = spawnSync(process.execPath, [tsc, '-p', own, ...options], { cwd: root, encoding: 'utf8' })
    if (!existsSync(join(folder, 'authoring.d.ts'))) throw new Error(`tsc wrote no declarations:\n${emitted.stdout}${emitted.stderr}`)
    writeEditorTypes(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setup()
