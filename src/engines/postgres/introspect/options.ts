import { quoteIdentifier } from '../identifier.ts'

/** `reloptions` of an index as `pg_get_indexdef` prints them: `fillfactor='70', fastupdate=off`. */
export const indexOptions = (options: readonly string[] | undefined): string | undefined =>
  options
    ?.map(option => {
      const at = option.indexOf('=')
      const value = option.slice(at + 1)
      return `${quoteIdentifier(option.slice(0, at))}=${quoteIdentifier(value) === value ? value : `'${value.replaceAll("'", "''")}'`}`
    })
    .join(', ')

/** `reloptions` of a table, and with the prefix `toast.` those of its TOAST table: `fillfactor=70, toast.autovacuum_enabled=false`. */
export function tableOptions(options: readonly string[] | undefined, ofToast: readonly string[] | undefined): string | undefined {
  const all = [...(options ?? []), ...(ofToast ?? []).map(option => `toast.${option}`)]
  return all.length === 0 ? undefined : all.join(', ')
}
