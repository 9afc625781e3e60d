/**
 * May PDO prepare the text and send it to the server as it stands? PDO looks for `?` and `:name` by itself, skipping
 * quoted texts, but knows neither dollar quotes, nor comments inside them, nor (before PHP 8.4) that a backslash is
 * an ordinary character of a PostgreSQL string. `DB::unprepared` does without PDO's parser, but returns no rows.
 */
export const isPreparable = (sql: string): boolean => {
  if (/\\|\$\w*\$|--|\/\*/.test(sql)) return false
  const code = sql.replace(/'[^']*'|"[^"]*"/g, "''").replaceAll('::', ' ')
  return !/[?'"]/.test(code.replaceAll("''", '')) && !/:[a-zA-Z0-9_]/.test(code)
}
