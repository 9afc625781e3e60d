import type { JobWriter } from '../framework.ts'
import { jobHeader, throughText } from '../jobs.ts'
import { spaced } from '../spaced.ts'
import { php, phpComment, phpString, phpText } from './php.ts'

const words = (slug: string): readonly string[] =>
  slug
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '')

/** `BackfillUsersEmail`; a class begins with a letter. */
const classNameOf = (slug: string): string => {
  const name = words(slug)
    .map(word => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')
  return /^[A-Z]/.test(name) ? name : `Job${name}`
}

const commandName = (slug: string): string => `lockstep:${words(slug).join('-')}`

const tenants = " {--schemas= : The tenants' schemas, with commas between; unless told, the first of the connection's search path}"

const throttles =
  ' {--pause=10 : Milliseconds between two batches} {--max-lag=10 : Seconds that a replica may be behind; 0: it is not looked at}'

const connectionOf = (connection: string | undefined): string =>
  connection === undefined ? 'DB::connection()' : `DB::connection(${phpString(connection)})`

/** An artisan command of its own, which Laravel finds by its folder. */
export const laravelJobs: JobWriter = {
  command: slug => `php artisan ${commandName(slug)}`,
  files: ({ work, migration, options: { connection }, render }) => {
    const { unit, batches, table } = work
    const className = classNameOf(unit.slug)
    const execute = (sql: string): string => render('laravel/job-execute.php', { sql: phpText(sql) }).trimEnd()
    const begin = { text: spaced([work.ready, ...work.settings, ...work.statements].map(execute)) }
    const once =
      batches === undefined
        ? render('laravel/job-statements.php', { begin, through: phpString(throughText(work)) })
        : render('laravel/job-batches.php', { begin, slice: { text: execute(batches) }, table: phpString(table) })
    const text =
      work.place === undefined || work.leave === undefined
        ? once
        : render('laravel/job-tenants.php', {
            place: { text: execute(work.place) },
            body: { text: once.trimEnd() },
            leave: { text: execute(work.leave) },
          })
    const stop = batches === undefined ? [] : [render('laravel/job-stop.php', {})]
    const options = `${work.place === undefined ? '' : tenants}${batches === undefined ? '' : throttles}`
    return [
      {
        name: `app/Console/Commands/Lockstep/${className}.php`,
        from: 'root',
        command: `php artisan ${commandName(unit.slug)}`,
        content: render('laravel/job.php', {
          header: jobHeader(work, migration).map(phpComment),
          className: php(className),
          signature: phpString(`${commandName(unit.slug)}${options}`),
          description: phpString(unit.title),
          connection: php(connectionOf(connection)),
          body: { text: spaced([...stop, text]) },
        }),
      },
    ]
  },
}
