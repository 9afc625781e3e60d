import type { EmittedFile, JobRequest, JobWriter } from './framework.ts'
import { jobHeader } from './jobs.ts'
import { oneLine } from './literal.ts'
import { psqlText } from './psql-text.ts'
import { keepBlankLines, restoreBlankLines, terminated } from './sql-text.ts'

type JobFile = Omit<EmittedFile, 'stage' | 'unit'>

const scriptOf = (slug: string): string => `jobs/${slug}.sql`

const ofTenant =
  "Runs in the schema that PGOPTIONS='-c lockstep.schema=…' names; unless told, in the first one of the session's search path."

/** The work for psql, beside the folder of the migrations, where no runner of migrations looks. */
const psqlScript = ({ work, migration, render }: JobRequest): JobFile => {
  const { place, ready, settings, statements, batches, leave } = work
  const texts = [place, ready, ...settings, ...statements, batches, leave].filter(text => text !== undefined)
  const view = {
    header: [...jobHeader(work, migration), ...(place === undefined ? [] : [ofTenant])].map(oneLine),
    statements: texts.map(text => keepBlankLines(psqlText(terminated(text)))),
  }
  return { name: `../${scriptOf(work.unit.slug)}`, content: `${restoreBlankLines(render('sql/job.sql', view)).trimEnd()}\n` }
}

/** Names of Kubernetes: letters, digits and hyphens, 63 at most. */
const kubernetesName = (slug: string): string =>
  `lockstep-${slug.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 63).replace(/-+$/, '')

/**
 * For a runner that starts with the application and holds its own lock meanwhile: a script for psql, and an example of a
 * Kubernetes Job that runs it.
 */
export const psqlInKubernetes: JobWriter = {
  command: slug => `${scriptOf(slug)} by psql`,
  files: request => {
    const { work, migration, render } = request
    const { plan, unit, number } = work
    const manifest = `job-${number}.yaml`
    return [
      { ...psqlScript(request), command: `psql --file=${scriptOf(unit.slug)}` },
      {
        name: manifest,
        from: 'plan',
        content: render('sql/job.yaml', {
          header: jobHeader(work, migration).map(oneLine),
          name: kubernetesName(unit.slug),
          script: `../${scriptOf(unit.slug)}`,
          manifest: `lockstep/plans/${plan.slug}/${manifest}`,
          number,
          major: plan.engine.major,
          tenants: work.place !== undefined,
        }),
      },
    ]
  },
}

/** A script for psql and one for the shell that hands it its settings. */
export const psqlByShell: JobWriter = {
  command: slug => `sh jobs/${slug}.sh`,
  files: request => {
    const { work, migration, render } = request
    const { slug } = work.unit
    return [
      psqlScript(request),
      {
        name: `../jobs/${slug}.sh`,
        command: `sh jobs/${slug}.sh`,
        content: render('sql/job.sh', {
          header: jobHeader(work, migration).map(oneLine),
          script: `${slug}.sql`,
          tenants: work.place !== undefined,
        }),
      },
    ]
  },
}
