import type { EmitRequest, EmittedFile } from '../framework.ts'
import { toJson, toYaml } from './data.ts'

/** The changelog that includes all others in order, by the name that Spring Boot looks for; formatted SQL has XML around it. */
export const masterOf = (files: readonly EmittedFile[], layout: string, render: EmitRequest['render']): EmittedFile => {
  const names = files.map(({ name }) => name)
  const data = { databaseChangeLog: names.map(file => ({ include: { file, relativeToChangelogFile: true } })) }
  const kind = layout === 'sql' ? 'xml' : layout
  const content = kind === 'yaml' ? toYaml(data) : kind === 'json' ? toJson(data) : render('liquibase/master.xml', { files: names })
  return { name: `db.changelog-master.${kind}`, content, stage: 1 }
}
