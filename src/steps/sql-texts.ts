import type { Check, Domain, Index, Schema, Table, View } from '../model/schema.ts'

/** Rewrites one piece of SQL text the catalog prints. */
export type Rewrite = (sql: string) => string

const maybe =
  (rewrite: Rewrite) =>
  <T extends string | undefined>(sql: T): T =>
    (sql === undefined ? sql : rewrite(sql)) as T

const inCheck = (check: Check, rewrite: Rewrite): Check => ({ ...check, expression: rewrite(check.expression) })

export const inIndex = (index: Index, rewrite: Rewrite): Index => ({
  ...index,
  parts: index.parts.map(part => (part.expression === undefined ? part : { ...part, expression: rewrite(part.expression) })),
  ...(index.where === undefined ? {} : { where: rewrite(index.where) }),
})

/** Every expression and statement of a table's own objects. */
export const inTableTexts = (table: Table, rewrite: Rewrite): Table => {
  const text = maybe(rewrite)
  return {
    ...table,
    columns: table.columns.map(column => ({
      ...column,
      ...(column.default && { default: { sql: rewrite(column.default.sql) } }),
      ...(column.generated && { generated: { ...column.generated, expression: rewrite(column.generated.expression) } }),
    })),
    constraints: table.constraints.map(constraint =>
      constraint.kind === 'check'
        ? inCheck(constraint, rewrite)
        : constraint.kind === 'exclusion'
          ? { ...constraint, definition: rewrite(constraint.definition) }
          : constraint,
    ),
    indexes: table.indexes.map(index => inIndex(index, rewrite)),
    ...(table.triggers && { triggers: table.triggers.map(trigger => ({ ...trigger, definition: rewrite(trigger.definition) })) }),
    ...(table.policies && {
      policies: table.policies.map(policy => ({ ...policy, using: text(policy.using), check: text(policy.check) })),
    }),
    ...(table.extendedStatistics && {
      extendedStatistics: table.extendedStatistics.map(each => ({ ...each, definition: rewrite(each.definition) })),
    }),
    ...(table.partitioning && { partitioning: { ...table.partitioning, key: rewrite(table.partitioning.key) } }),
    ...(table.publications && { publications: table.publications.map(each => ({ ...each, where: text(each.where) })) }),
  }
}

export const inViewTexts = (view: View, rewrite: Rewrite): View => ({
  ...view,
  query: rewrite(view.query),
  ...(view.indexes && { indexes: view.indexes.map(index => inIndex(index, rewrite)) }),
  ...(view.triggers && { triggers: view.triggers.map(trigger => ({ ...trigger, definition: rewrite(trigger.definition) })) }),
})

export const inDomainTexts = (domain: Domain, rewrite: Rewrite): Domain => ({
  ...domain,
  ...(domain.default && { default: { sql: rewrite(domain.default.sql) } }),
  checks: domain.checks.map(check => inCheck(check, rewrite)),
})

/** Every text the server keeps parsed and so prints anew after a rename; function bodies it keeps as written. */
export const inSchemaTexts = (schema: Schema, rewrite: Rewrite): Schema => ({
  ...schema,
  tables: schema.tables.map(table => inTableTexts(table, rewrite)),
  views: schema.views.map(view => inViewTexts(view, rewrite)),
  domains: schema.domains.map(domain => inDomainTexts(domain, rewrite)),
})
