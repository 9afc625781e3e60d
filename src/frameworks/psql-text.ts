/** Quoted texts, quoted names, comments and casts, none of which psql looks into; then a colon it might. */
const tokens = new RegExp(
  [
    String.raw`(?<![\w$])[eE]'(?:[^'\\]|\\[^]|'')*'`,
    `'(?:[^']|'')*'`,
    '"(?:[^"]|"")*"',
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?\*/`,
    String.raw`(?<![\w$])(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[^]*?\1`,
    '::',
    ':=',
    String.raw`:(?=[\w\u0080-\uffff'"{])`,
  ].join('|'),
  'g',
)

/**
 * psql replaces `:name`, `:'name'` and `:"name"` outside quotes by a variable of that name, if there is one;
 * an array slice (`tags[1:n]`) looks the same. A space behind the colon ends that (psql manual, "SQL Interpolation").
 */
export const psqlText = (sql: string): string => sql.replace(tokens, token => (token === ':' ? ': ' : token))
