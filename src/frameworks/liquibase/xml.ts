import { oneLine } from '../literal.ts'
import { protectDollars, type ChangeSet, type Element, type Value } from './element.ts'

/** Characters that no XML 1.0 document can hold, escaped or not. */
export const isXmlText = (text: string): boolean =>
  !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)

/** Text of a comment, in which two hyphens may not stand. */
export const xmlComment = (text: string): string => oneLine(text).replace(/-(?=-)|-$/g, '- ')

/** A changeSet's lines, indented to stand in the changelog. */
export const changeSetXml = (
  { id, author, comment, runInTransaction, todo, changes, rollback }: ChangeSet,
  filters: Readonly<Record<string, string>>,
): string =>
  printed(
    {
      name: 'changeSet',
      attributes: { id, author, ...(runInTransaction ? {} : { runInTransaction }), ...filters },
      children: [
        ...(todo.length === 0
          ? []
          : [
              {
                name: 'preConditions',
                attributes: { onFail: 'MARK_RAN' },
                children: todo.length === 1 ? todo : [{ name: 'or', children: todo }],
              },
            ]),
        { name: 'comment', text: comment },
        ...changes,
        { name: 'rollback', children: rollback },
      ],
    },
    '  ',
  )

const printed = ({ name, attributes = {}, children = [], text }: Element, pad: string): string => {
  const start = `${pad}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${attribute(value)}"`)
    .join('')}`
  if (text !== undefined) return `${start}>${name === 'comment' ? escaped(protectDollars(text)) : cdata(protectDollars(text))}</${name}>`
  if (children.length === 0) return `${start}/>`
  return [`${start}>`, ...children.map(child => printed(child, `${pad}  `)), `${pad}</${name}>`].join('\n')
}

const attribute = (value: Value): string =>
  escaped(protectDollars(String(value)))
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** SQL on lines of its own; Liquibase trims it. */
const cdata = (text: string): string => {
  const safe = text.replaceAll(']]>', ']]]]><![CDATA[>')
  return safe.includes('\n') ? `<![CDATA[\n${safe}\n]]>` : `<![CDATA[${safe}]]>`
}
