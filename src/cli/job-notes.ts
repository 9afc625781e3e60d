import type { Diagnostic } from '../model/diagnostic.ts'
import type { StageFile } from '../pipeline/life/prepare-stages.ts'

/** Long work that is apart: which, in which order, and when. */
export function jobNotes(files: readonly Pick<StageFile, 'command' | 'stage'>[]): readonly Diagnostic[] {
  const stages = [...new Set(files.filter(({ command }) => command !== undefined).map(({ stage }) => stage))]
  return stages.map(stage => {
    const commands = files.flatMap(each => (each.stage === stage && each.command !== undefined ? [each.command] : []))
    return {
      code: 'jobs',
      severity: 'note',
      message: [
        `The long work of stage ${stage} is apart from its migrations: run it in this order, and migrate before each that needs what a migration makes.`,
        ...commands.map(command => `- ${command}`),
      ].join('\n'),
    }
  })
}
