import { laravel } from '../../../src/frameworks/laravel/index.ts'
import type { ReadOptions } from '../../../src/frameworks/read.ts'
import type { History, Migration } from '../../../src/history/migration.ts'
import type { Code } from '../../../src/history/recorder.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { files, played } from '../played.ts'

const frontEnd = await laravel.frontEnd!()

export const read = (texts: Readonly<Record<string, string>>, options: ReadOptions = {}): History => frontEnd.read(files(texts), options)

/** A migration file with these methods. */
export const classOf = (members: string, imports = ''): string => `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\DB;
use Illuminate\\Support\\Facades\\Schema;
${imports}
return new class extends Migration
{
${members}
};
`

export const path = 'database/migrations/2026_01_01_000000_change_users.php'

export const migrationOf = (members: string, options: ReadOptions = {}, others: Readonly<Record<string, string>> = {}): Migration =>
  read({ [path]: classOf(members), ...others }, options).migrations[0]!

/** SQL of `up()` with this body; of program code the reason, in brackets. */
export const sqlOf = (body: string, options: ReadOptions = {}, others: Readonly<Record<string, string>> = {}): readonly string[] =>
  saidBy(migrationOf(`public function up(): void {\n${body}\n}`, options, others))

export const saidBy = ({ up }: Migration): readonly string[] =>
  played(up).said.map(({ sql, code }) => (code === undefined ? sql : `[${code.reason}]`))

export const codesOf = (body: string, others: Readonly<Record<string, string>> = {}): readonly Code[] =>
  played(migrationOf(`public function up(): void {\n${body}\n}`, {}, others).up).said.flatMap(({ code }) => code ?? [])

export const notesOf = (body: string, options: ReadOptions = {}): readonly Diagnostic[] =>
  played(migrationOf(`public function up(): void {\n${body}\n}`, options).up).notes

export type Files = Readonly<Record<string, string>>

export const composer = JSON.stringify({
  autoload: { 'psr-4': { 'App\\': 'app/', 'Billing\\': ['packages/none/', 'packages/billing/src'] } },
})

/** A repository around the migration: an application with what its files say. */
export const inApplication = (
  files: Files,
  root = '',
): { readonly readText: (path: string) => string | undefined; readonly asked: string[] } => {
  const all: Files = { [`${root}artisan`]: '', [`${root}composer.json`]: composer, ...files }
  const asked: string[] = []
  return {
    asked,
    readText: each => {
      asked.push(each)
      return all[each]
    },
  }
}

export const sqlBeside = (body: string, files: Files): readonly string[] => sqlOf(body, { readText: inApplication(files).readText })
