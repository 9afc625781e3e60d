import { dirname } from 'node:path/posix'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { originOf } from '../../plan/origin.ts'
import type { Unit } from '../../plan/plan.ts'
import type { EmitRequest, EmittedFile, Framework } from '../framework.ts'
import { headerLines } from '../header.ts'
import { psqlInKubernetes } from '../sql-job.ts'
import { keepBlankLines, restoreBlankLines } from '../sql-text.ts'
import { supportedVersions } from '../supported-versions.ts'
import { stampsUpTo, versionsOf } from '../versions.ts'
import { changeSetOf, type Item } from './change-set.ts'
import { ledger } from './ledger.ts'
import { logicalPath } from './logical-path.ts'
import { masterOf } from './master.ts'
import { changeLogData, toJson, toYaml } from './data.ts'
import { dollar, needsDollar, type ChangeSet } from './element.ts'
import { formattedView, harmless } from './formatted-sql.ts'
import { findProjects } from './project.ts'
import { wordsFor } from './words.ts'
import { undo } from './undo.ts'
import { changeSetXml, isXmlText, xmlComment } from './xml.ts'
import { scaffoldIn } from './scaffold.ts'

interface Place {
  readonly name: string
  readonly header: readonly string[]
  readonly filters: Readonly<Record<string, string>>
  readonly render: EmitRequest['render']
}

/** A unit's file in one layout, or what there keeps it from being written. */
type Layout = (item: Item, place: Place) => string | { readonly because: string; readonly instead: string }

const usesDollar = (changeSet: ChangeSet): boolean => needsDollar(JSON.stringify(changeSet))

const layouts: Readonly<Record<string, Layout>> = {
  xml: (item, { name, header, filters, render }) => {
    const changeSet = changeSetOf(item)
    const text = changeSetXml(changeSet, filters)
    if (!isXmlText(text)) return { because: 'XML cannot hold a control character of its text', instead: 'Use the YAML layout.' }
    return restoreBlankLines(
      render('liquibase/changelog.xml', {
        header: header.map(xmlComment),
        name,
        dollar,
        usesDollar: usesDollar(changeSet),
        changeSet: keepBlankLines(text),
      }),
    )
  },
  yaml: (item, { name, header, filters, render }) =>
    restoreBlankLines(render('liquibase/changelog.yaml', { header, name, data: keepBlankLines(dataOf(item, filters, toYaml)) })),
  // JSON has no comments.
  json: (item, { header, filters }) => dataOf(item, filters, toJson, header.join('; ')),
  sql: (item, { name, header, filters, render }) => {
    const view = formattedView(item, filters)
    if (view === undefined)
      return { because: 'Liquibase would take a line of its SQL for one of its own', instead: 'Use the XML, YAML or JSON layout.' }
    return restoreBlankLines(render('liquibase/changelog.sql', { ...view, header: header.map(harmless), name, dollar }))
  },
}

const dataOf = (item: Item, filters: Place['filters'], print: (data: object) => string, comment?: string): string => {
  const own = changeSetOf(item)
  const changeSet = comment === undefined ? own : { ...own, comment }
  return print(changeLogData([changeSet], filters, usesDollar(changeSet) ? [dollar, '$'] : undefined))
}

const emit = (request: EmitRequest): Result<readonly EmittedFile[]> => {
  const { plan, units, engine, options, now, after, render } = request
  const kind = options.layout ?? 'xml'
  const layout = layouts[kind]
  if (layout === undefined)
    return fail(error('unknown-layout', `Liquibase has no layout "${kind}".`, `Use one of: ${Object.keys(layouts).join(', ')}.`))
  const stamps = versionsOf(request, () => ok(stampsUpTo(units.length, now, after)))
  if (!stamps.ok) return stamps
  const names = new Map(units.map(({ unit }, n) => [unit.id, `${stamps.value[n]}_${unit.slug}`]))
  const filters = {
    ...(options.contexts === undefined ? {} : { context: options.contexts }),
    ...(options.labels === undefined ? {} : { labels: options.labels }),
  }
  const files: EmittedFile[] = []
  for (const { stage, unit } of units) {
    const item: Item = {
      plan,
      stage,
      unit,
      engine,
      author: options.author ?? 'lockstep',
      fileOf: ({ id }) => names.get(id) ?? request.written?.get(id),
    }
    const name = `${names.get(unit.id)!}.${kind}`
    const changeSetText = JSON.stringify([unit.up, unit.down])
    if (/(?<!\\)(?:\\\\)*\\r/.test(changeSetText)) {
      return fail(
        error('unsupported', `Liquibase drops the carriage returns of "${unit.title}".`, "Write them as an escape of SQL: E'\\r'."),
      )
    }
    const content = layout(item, {
      name,
      header: headerLines(plan, stage, unit, options.header),
      filters: { ...filters, ...identityOf(unit, name) },
      render,
    })
    if (typeof content !== 'string')
      return fail(error('unsupported', `"${unit.title}" cannot be written: ${content.because}.`, content.instead))
    files.push({ name, content, stage: stage.number, unit: unit.id })
  }
  // A plan's files are included where the team's own changelog wants them; a whole history brings its own.
  return ok(units.every(({ unit }) => originOf(unit) !== undefined) ? [...files, masterOf(files, kind, render)] : files)
}

/** What a converted change set is in the ledger must not hang on the place its file is read from: its row is written from outside. */
const identityOf = (unit: Unit, name: string): Readonly<Record<string, string>> => {
  const origin = originOf(unit)
  if (origin === undefined) return {}
  return { logicalFilePath: logicalPath(name), ...(origin.repeatable === true ? { runOnChange: 'true' } : {}) }
}

const folderOf = (path: string | undefined): string | undefined => (path === undefined ? undefined : dirname(path))

const folder = 'src/main/resources/db/changelog'

/** Liquibase changelogs, one for each unit, to be included in the order of their names. */
export const liquibase: Framework = {
  id: 'liquibase',
  folder,
  versions: supportedVersions.liquibase,
  emit,
  jobs: psqlInKubernetes,
  findProjects,
  undo,
  // The folder of the changelog that lists the others is seldom that of the others.
  folderFor: async (folder, project, repository) =>
    folder === folderOf(project.options.changelog)
      ? ((await import('./inclusion.ts')).newestFolder(project, repository) ?? folder)
      : folder,
  toAdd: async (...where) => (await import('./inclusion.ts')).linesToAdd(...where),
  numbering: async () => (await import('./numbering.ts')).numbering,
  frontEnd: async () => (await import('./read/index.ts')).frontEnd,
  ledger: () => ledger,
  scaffold: scaffoldIn(folder),
  isIdiomatic: ({ step }, _options, engine) => wordsFor(step, engine) !== undefined,
}
