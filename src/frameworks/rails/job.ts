import type { JobWriter } from '../framework.ts'
import { jobHeader, throughText } from '../jobs.ts'
import { spaced } from '../spaced.ts'
import { fileSlug } from './class-name.ts'
import { ruby, rubyComment, rubyString, rubyText } from './ruby.ts'

/** A rake task of its own: `bin/rails lockstep:backfill_users_email`. */
export const railsJobs: JobWriter = {
  command: slug => `bin/rails lockstep:${fileSlug(slug)}`,
  files: ({ work, migration, render }) => {
    const name = fileSlug(work.unit.slug)
    const { table, batches } = work
    const execute = (sql: string): string => render('rails/job-execute.rb', { sql: rubyText(sql) }).trimEnd()
    const begin = { text: spaced([work.ready, ...work.settings, ...work.statements].map(execute)) }
    const once =
      batches === undefined
        ? render('rails/job-statements.rb', { begin, through: rubyString(throughText(work)) })
        : render('rails/job-batches.rb', { begin, slice: { text: execute(batches) }, table: ruby(rubyString(table).slice(1, -1)) })
    const body =
      work.place === undefined || work.leave === undefined
        ? once
        : render('rails/job-tenants.rb', {
            place: { text: execute(work.place) },
            body: { text: once.trimEnd() },
            leave: { text: execute(work.leave) },
          })
    const stop = batches === undefined ? [] : [render('rails/job-stop.rb', {})]
    return [
      {
        name: `lib/tasks/lockstep/${name}.rake`,
        from: 'root',
        command: railsJobs.command(work.unit.slug, {}),
        content: render('rails/job.rake', {
          header: jobHeader(work, migration).map(rubyComment),
          title: rubyString(work.unit.title),
          name: ruby(name),
          body: { text: spaced([...stop, body]) },
        }),
      },
    ]
  },
}
