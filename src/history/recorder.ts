import type { Diagnostic, Span } from '../model/diagnostic.ts'
import type { Schema } from '../model/schema.ts'
import type { Answer, Engine, Limits } from '../steps/engine.ts'
import { applyStep, describeStep } from '../steps/index.ts'
import { StepDoesNotApply, type Semantics, type Step, type StepOf } from '../steps/step.ts'
import { supposed } from './supposed.ts'

/**
 * Who opens the transaction a migration's statements run in: the runner one for each migration, one for all that are
 * pending (Alembic without `transaction_per_migration`), nobody (each statement for itself), or the server because the
 * whole text is sent at once (an implicit transaction block, where CONCURRENTLY fails with 25001).
 */
export type Wrapping = 'one-each' | 'one-for-all' | 'none' | 'implicit'

/** A transaction, or the single statement that runs outside of one. */
export interface Block {
  readonly id: number
  readonly transactional: boolean
}

/** Session settings at a statement; absent where nothing has set them. */
export type Settings = Limits

/** A step where it was said, with all that decides what it does there. */
export interface Recorded {
  readonly step: Step
  readonly at: Span
  /** The schema it meets. */
  readonly before: Schema
  readonly block: Block
  /** Steps of one SQL statement share it: an ALTER TABLE with several actions. */
  readonly statement: number
  readonly settings: Settings
  /** Rows that tables have at most where the step is come to, since the transaction has asked; by the tables' keys. */
  readonly few?: Readonly<Record<string, number>>
  /** The statement as the file has it, without its semicolon, where that is SQL. */
  readonly text?: string
}

/** Where a stretch of SQL text lies in the file; both offsets in UTF-16 units from the start of the text. */
export type PlaceOf = (start: number, end: number) => Span

export interface Code {
  /** `ruby`, `php`, `python`, `java`, `xml`, … */
  readonly language: string
  /** The source, as it stands in the file. */
  readonly source: string
  /** Why it is not translated: `calls the model User`. */
  readonly reason: string
  /** Keys of the tables it may touch; empty means: anything. */
  readonly touches?: readonly string[]
  /** Its own framework refuses it, for the reason given. */
  readonly fails?: boolean
}

/** What a front end plays a migration into: it takes each step, applies it, and answers what the schema is now. */
export interface Recorder {
  readonly engine: Engine
  /** The schema as it stands after all that has been recorded. */
  readonly schema: () => Schema
  /** The rows a query on the catalog would answer now, by their columns' names; undefined where that is not certain. */
  readonly ask: (query: string) => readonly Answer[] | undefined
  /** Steps that the framework sends as one statement. What the schema does not have is supposed to be there, with a note. */
  readonly add: (at: Span, ...steps: readonly Step[]) => void
  /**
   * SQL as the file has it, one statement or many: read by the engine's parser, which finds the steps; what it does not
   * know becomes `execute-sql`.
   *
   * @param at where the text stands
   * @param place exact places inside, where the text is in the file as it is; all of `at` otherwise
   */
  readonly sql: (text: string, at: Span, place?: PlaceOf) => void
  /** Program code that is kept as it is: an opaque step. */
  readonly code: (code: Code, at: Span) => void
  readonly note: (diagnostic: Diagnostic) => void
  /** Runs what `work` records in a transaction of its own, or each statement of it in none, whatever is around it. */
  readonly inTransaction: (work: () => void) => void
  readonly outsideTransaction: (work: () => void) => void
}

export interface Recording {
  readonly steps: readonly Recorded[]
  /** COMMIT and ROLLBACK, said in SQL, that end the transaction the runner has opened. */
  readonly endings: readonly Span[]
  readonly diagnostics: readonly Diagnostic[]
  readonly schema: Schema
}

export interface RecordingRequest {
  readonly engine: Engine
  readonly schema: Schema
  readonly wrapping: Wrapping
  /** Ids of blocks and statements begin above it, so that those of several migrations differ. */
  readonly from?: number
  /** Limits that hold from the start: what the project's connection sets. */
  readonly settings?: Settings
}

/** A file may hold an expression that is no SQL: then it names no columns, and a renaming leaves it as it is. */
const tolerant = (semantics: Semantics, onUnreadable: (text: string) => void): Semantics => {
  const otherwise = <T>(text: string, read: () => T, instead: T): T => {
    try {
      return read()
    } catch (problem) {
      if (!(problem instanceof Error && problem.name === 'SqlError')) throw problem
      onUnreadable(text)
      return instead
    }
  }
  return {
    ...semantics,
    columnsOf: (text, table) => otherwise(text, () => semantics.columnsOf(text, table), []),
    renameColumn: (text, from, to, table) => otherwise(text, () => semantics.renameColumn(text, from, to, table), text),
  }
}

/** Plays `play` into a recorder and returns all it said. */
export const record = (request: RecordingRequest, play: (to: Recorder) => void): Recording => {
  const { engine, wrapping } = request
  // A history is read for one version of the server, which names NOT NULL or does not.
  const unreadable = new Set<string>()
  const semantics = tolerant({ ...engine.semantics, namesNotNull: engine.can.addNotNullNotValid }, text => unreadable.add(text))
  const steps: Recorded[] = []
  const endings: Span[] = []
  const diagnostics: Diagnostic[] = []
  let schema = request.schema
  let count = request.from ?? 0
  const next = (): number => (count += 1)
  let block: Block | undefined = wrapping === 'none' ? undefined : { id: next(), transactional: true }
  const opened = wrapping === 'implicit' ? undefined : block
  let session = request.settings ?? {}
  let local: Settings = {}
  let few: Readonly<Record<string, number>> = {}

  const take = (
    step: Step,
    at: Span,
    statement: number,
    text?: string,
    within?: { readonly block: Block; readonly limits: Limits; readonly few: Readonly<Record<string, number>> },
  ): void => {
    const before = schema
    const around = {
      block: within?.block ?? block ?? { id: statement, transactional: false },
      statement,
      settings: { ...session, ...local, ...within?.limits },
      ...(Object.keys({ ...few, ...within?.few }).length === 0 ? {} : { few: { ...few, ...within?.few } }),
      ...(text === undefined ? {} : { text }),
    }
    try {
      schema = applyStep(step, schema, semantics)
      steps.push({ step, at, before, ...around })
    } catch (problem) {
      if (!(problem instanceof StepDoesNotApply)) throw problem
      const { before: there, after, supposing } = supposed(step, schema, semantics)
      steps.push({ step, at, before: there, ...around })
      schema = after
      diagnostics.push({
        code: 'does-not-apply',
        severity: 'note',
        message: `${describeStep(step)}: ${problem.reason}; ${supposing}`,
        span: at,
      })
    }
    for (const text of unreadable)
      diagnostics.push({ code: 'unreadable-sql', severity: 'warning', message: `no SQL expression: ${text}`, span: at })
    unreadable.clear()
  }

  const recorder: Recorder = {
    engine,
    schema: () => schema,
    ask: query => engine.ask?.(query, schema, { ...session, ...local }),
    add: (at, ...said) => {
      const statement = next()
      for (const step of said) take(step, at, statement)
    },
    sql: (text, at, place = () => at) => {
      for (const read of engine.readSql(text)) {
        const where = place(read.start, read.end)
        if (read.problem !== undefined)
          diagnostics.push({ code: 'unreadable-sql', severity: 'warning', message: read.problem, span: where })
        if (read.transaction !== undefined) {
          // BEGIN inside a transaction does nothing but warn; a text that is sent at once begins anew after its COMMIT.
          if (read.transaction === 'end') {
            local = {}
            few = {}
            if (block !== undefined && block === opened) endings.push(where)
            block = wrapping === 'implicit' ? { id: next(), transactional: true } : undefined
          } else if (block === undefined) {
            local = {}
            block = { id: next(), transactional: true }
          }
        }
        if (read.setting !== undefined) {
          const { isLocal, ...set } = read.setting
          if (isLocal) local = { ...local, ...set }
          else session = { ...session, ...set }
        }
        const statement = next()
        const own = text.slice(read.start, read.end)
        const {
          steps: said,
          inner,
          few: asked,
          leaves,
        } = read.block?.(schema) ?? { steps: read.steps(schema), inner: [], few: {}, leaves: undefined }
        const numbers = new Map([...new Set(inner.map(each => each.statement))].map((each, at) => [each, at === 0 ? statement : next()]))
        // A block of statements is a transaction where none is around it.
        const around = block ?? { id: statement, transactional: true }
        for (const [n, step] of said.entries()) {
          const part = inner[n]
          if (part === undefined) take(step, where, statement, own)
          else take(step, where, numbers.get(part.statement)!, own, { block: around, limits: part.limits, few: part.few })
        }
        if (block !== undefined) few = { ...few, ...asked }
        if (leaves !== undefined) {
          session = { ...session, ...leaves.session }
          if (block !== undefined) local = { ...local, ...leaves.local }
        }
      }
    },
    code: ({ language, source, reason, touches = [], fails = false }, at) =>
      recorder.add(at, {
        kind: 'run-code',
        language,
        up: source,
        reason,
        touches,
        ...(fails ? { fails } : {}),
      } satisfies StepOf<'run-code'>),
    note: diagnostic => diagnostics.push(diagnostic),
    inTransaction: work => {
      const around = block
      block = around ?? { id: next(), transactional: true }
      work()
      local = around === undefined ? {} : local
      few = around === undefined ? {} : few
      block = around
    },
    outsideTransaction: work => {
      const around = block
      block = undefined
      local = {}
      few = {}
      work()
      // What comes after is in a transaction that begins anew.
      block = around === undefined ? undefined : { id: next(), transactional: true }
    },
  }
  play(recorder)
  return { steps, endings, diagnostics, schema }
}
