import type { JobWriter } from '../framework.ts'
import { jobHeader, throughText } from '../jobs.ts'
import { documented, layOut, pyString, python, sentBy } from './python.ts'

const fileOf = (slug: string): string => `scripts/lockstep/${slug}.py`

/** A script beside the application, on a connection that the project's own env.py makes. */
export const alembicJobs: JobWriter = {
  command: slug => `python ${fileOf(slug)}`,
  files: ({ work, migration, render }) => {
    const { unit, batches, table } = work
    const send = (sql: string, indent = 4): string => sentBy('db.exec_driver_sql', sql, indent)
    const statements = [work.ready, ...work.settings, ...work.statements].map(sql => send(sql))
    const body =
      batches === undefined
        ? render('alembic/job-statements.py', { statements, through: layOut(python(`print(${pyString(throughText(work))})`), 4) })
        : render('alembic/job-batches.py', { statements, batches: send(batches, 8), table: pyString(table) })
    const { place, leave } = work
    const tenants =
      place === undefined || leave === undefined
        ? undefined
        : render('alembic/job-tenants.py', { place: send(place, 8), leave: send(leave, 8) }).trimEnd()
    const usesDedent = /\bdedent\(/.test(`${body}${tenants ?? ''}`)
    return [
      {
        name: fileOf(unit.slug),
        from: 'root',
        command: `python ${fileOf(unit.slug)}`,
        content: render('alembic/job.py', {
          title: documented(unit.slug.replaceAll('_', ' ')),
          header: jobHeader(work, migration).map(documented),
          imports: [
            ...(batches === undefined
              ? ['import asyncio', 'import os']
              : ['import asyncio', 'import json', 'import os', 'import signal', 'import sys', 'import time']),
            ...(usesDedent ? ['from textwrap import dedent'] : []),
          ],
          body: body.trimEnd(),
          stops: batches !== undefined,
          tenants,
          schemas: tenants !== undefined,
          run: tenants === undefined ? 'work' : 'work_in_each',
        }),
      },
    ]
  },
}
