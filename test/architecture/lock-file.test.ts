import { describe, expect, test } from 'vitest'
import { read } from './sources.ts'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }

describe('package-lock.json', () => {
  // npm writes a lock it then refuses (`npm ci`: "Missing … from lock file") when a registry lacked one platform's package.
  test('has every platform of every package, so that npm ci accepts it', () => {
    const known = new Set(Object.keys(packages).map(path => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)))
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(name => !known.has(name))
        .map(name => `${path}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('names no registry', () => {
    expect(Object.values(packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([])
  })

  test('pins what package.json pins, exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >
    expect(
      Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version)),
    ).toEqual([])
  })
})
