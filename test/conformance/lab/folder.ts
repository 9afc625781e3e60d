import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmittedFile } from '../../../src/frameworks/framework.ts'

/** A temporary folder for one project. */
export const makeFolder = (kind: string): string => mkdtempSync(join(tmpdir(), `lockstep-${kind}-`))

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export const writeFiles = (folder: string, files: readonly EmittedFile[]): void => {
  for (const { name, content } of files) writeFileSync(join(folder, name), content)
}
