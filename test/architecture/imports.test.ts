import { isBuiltin } from 'node:module'
import { describe, expect, test } from 'vitest'
import { filesBelow, importsOf, read, resolveImport } from './sources.ts'

/**
 * Who may import whom: the table of CONTRIBUTING.md. A room may always import itself, except where `insideOnly`
 * says that it is really several rooms (`frameworks/rails` never sees `frameworks/laravel`).
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  steps: ['model'],
  changes: ['steps', 'model'],
  render: ['model'],
  engines: ['steps', 'model'],
  impact: ['steps', 'model'],
  diff: ['changes', 'steps', 'model'],
  rules: ['history', 'changes', 'steps', 'model'],
  dsl: ['changes', 'steps', 'model'],
  history: ['steps', 'model'],
  plan: ['changes', 'steps', 'model'],
  convert: ['history', 'plan', 'steps', 'model'],
  planner: ['plan', 'changes', 'steps', 'model'],
  life: ['history', 'plan', 'changes', 'steps', 'model'],
  frameworks: ['history', 'plan', 'steps', 'model'],
  verify: ['plan', 'steps', 'model'],
  report: ['life', 'rules', 'history', 'plan', 'steps', 'model'],
  pipeline: [
    'authoring',
    'model',
    'steps',
    'changes',
    'render',
    'engines',
    'history',
    'convert',
    'impact',
    'diff',
    'rules',
    'dsl',
    'plan',
    'planner',
    'life',
    'frameworks',
    'verify',
    'report',
    'authoring',
  ],
  cli: ['pipeline', 'model'],
  authoring: ['diff', 'dsl'],
  index: ['authoring', 'pipeline', 'model', 'steps', 'changes', 'dsl', 'plan', 'frameworks'],
}

/** Rooms whose folders are leaves that must not see each other; files directly in the room are shared by them. */
const divided = ['engines', 'frameworks']

const sources = filesBelow('src', '.ts')

/** `src/frameworks/rails/emit.ts` → room `frameworks`, leaf `rails`; `src/pipeline.ts` → room `pipeline`. */
function placeOf(path: string): { readonly room: string; readonly leaf?: string } {
  const [, first = '', second, third] = path.split('/')
  if (second === undefined) return { room: first.replace(/\.ts$/, '') }
  return third !== undefined && divided.includes(first) ? { room: first, leaf: second } : { room: first }
}

function objection(from: string, to: string): string | undefined {
  const [a, b] = [placeOf(from), placeOf(to)]
  const rooms = allowed[a.room]
  if (rooms === undefined) return `${from}: the room ${a.room} is not in the table of imports`
  if (a.room !== b.room) return rooms.includes(b.room) ? undefined : `${from} must not import ${to}`
  if (a.leaf === b.leaf) return undefined
  if (b.leaf === undefined) return undefined
  // A registry in the room's root (`frameworks/index.ts`) composes its leaves; anything else there is below them.
  return a.leaf === undefined && from.endsWith('/index.ts') ? undefined : `${from} must not import ${to}: leaves never see each other`
}

describe('imports', () => {
  const edges = sources.flatMap(from =>
    importsOf(from).flatMap(specifier => {
      const to = resolveImport(from, specifier)
      return to === undefined ? [] : [{ from, to }]
    }),
  )

  test('are found at all', () => {
    expect(sources.length).toBeGreaterThan(10)
    expect(edges.length).toBeGreaterThan(10)
  })

  test('lead to files that exist', () => {
    expect(edges.filter(({ to }) => to.startsWith('src/') && !sources.includes(to)).map(({ from, to }) => `${from} imports ${to}`)).toEqual(
      [],
    )
  })

  test('stay within src, or within package.json for the version', () => {
    expect(
      edges.filter(({ to }) => !to.startsWith('src/') && to !== 'package.json').map(({ from, to }) => `${from} imports ${to}`),
    ).toEqual([])
  })

  test('follow the table of rooms', () => {
    expect(edges.filter(({ to }) => to.startsWith('src/')).flatMap(({ from, to }) => objection(from, to) ?? [])).toEqual([])
  })

  test('form no circle, types included', () => {
    const circles: string[] = []
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file)
      if (at >= 0) circles.push([...path.slice(at), file].join(' → '))
      if (at >= 0 || done.has(file)) return
      for (const { to } of edges.filter(edge => edge.from === file)) visit(to, [...path, file])
      done.add(file)
    }
    for (const file of sources) visit(file, [])
    expect(circles).toEqual([])
  })

  test('name only packages that package.json installs for users', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
    const packages = sources.flatMap(from =>
      importsOf(from)
        .filter(specifier => !specifier.startsWith('.') && !isBuiltin(specifier))
        .map(specifier => ({
          from,
          name: specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/'),
        })),
    )
    expect(packages.filter(({ name }) => !(name in dependencies)).map(({ from, name }) => `${from} imports ${name}`)).toEqual([])
  })
})

describe('the rules themselves', () => {
  test.each([
    ['src/model/name.ts', 'src/steps/step.ts', true],
    ['src/frameworks/rails/emit.ts', 'src/frameworks/laravel/emit.ts', true],
    ['src/frameworks/rails/emit.ts', 'src/engines/postgres/index.ts', true],
    ['src/frameworks/framework.ts', 'src/frameworks/rails/emit.ts', true],
    ['src/report/text.ts', 'src/changes/change.ts', true],
    ['src/frameworks/index.ts', 'src/frameworks/rails/index.ts', false],
    ['src/frameworks/rails/emit.ts', 'src/frameworks/framework.ts', false],
    ['src/pipeline.ts', 'src/engines/postgres/index.ts', false],
  ])('%s importing %s is refused: %s', (from, to, refused) => {
    expect(objection(from, to) !== undefined).toBe(refused)
  })
})
