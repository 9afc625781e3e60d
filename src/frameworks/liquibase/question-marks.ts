/** What the driver passes over in search of placeholders: texts, names, dollar quotes, comments (which nest). */
const passedOver =
  /[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[^]*?\1|--[^\n]*|\/\*(?:\/\*[^]*?\*\/|[^])*?\*\//

const marks = new RegExp(`${passedOver.source}|\\?+`, 'g')

/**
 * The operators of jsonb and of geometry that have a question mark: Liquibase prepares its statements, and PostgreSQL's JDBC driver
 * takes `?` for a placeholder, `??` for the mark itself (its manual, "Using the Statement or PreparedStatement interface"; Liquibase
 * 4.33 and 5.0.4: `<sql>` and `<sqlCheck>` fail without, everything else takes both).
 */
export const protectQuestionMarks = (sql: string): string =>
  sql.replace(marks, found => (found.startsWith('?') ? found.replaceAll('?', '??') : found))

/** The SQL that reaches the server. */
export const plainQuestionMarks = (sql: string): string =>
  sql.replace(marks, found => (found.startsWith('?') ? found.replaceAll('??', '?') : found))
