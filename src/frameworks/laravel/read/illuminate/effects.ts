import type { Recorder, PlaceOf } from '../../../../history/recorder.ts'
import type { Span } from '../../../../model/diagnostic.ts'
import type { Schema } from '../../../../model/schema.ts'
import type { Kept, PhpFile } from '../php/frame.ts'
import type { Location } from '../php/nodes.ts'

/** What a migration does, handed on to the recorder; program code that is kept is gathered until something else happens. */
export class Effects {
  private count = 0
  private pending: Kept | undefined
  private held: (() => void)[] | undefined
  /** A loop comes by the same code more than once. */
  private readonly kept = new Set<string>()

  constructor(
    private readonly to: Recorder,
    private readonly placesOf: (file: PhpFile) => PlaceOf,
    /** Is there a transaction around the migration? */
    readonly isWrapped: boolean,
  ) {}

  done(): number {
    return this.count
  }

  get engine(): Recorder['engine'] {
    return this.to.engine
  }

  schema(): Schema {
    return this.to.schema()
  }

  ask(query: string): ReturnType<Recorder['ask']> {
    return this.to.ask(query)
  }

  spanOf({ start, end }: Location, file: PhpFile): Span {
    // php-parser lets some calls end after the semicolon.
    const last = /[;\s]*$/.exec(file.text.slice(start.offset, end.offset))!
    return this.placesOf(file)(start.offset, start.offset + last.index)
  }

  placeIn(file: PhpFile): PlaceOf {
    return this.placesOf(file)
  }

  sql(text: string, at: Span, place?: PlaceOf): void {
    this.emit(() => this.to.sql(text, at, place))
  }

  note(code: string, severity: 'warning' | 'note', message: string, span: Span): void {
    this.to.note({ code, severity, message, span })
  }

  inTransaction(work: () => void): void {
    this.flush()
    this.to.inTransaction(() => {
      work()
      this.flush()
    })
  }

  keep(kept: Kept): void {
    const { start, file, end, reason, touches, block } = kept
    const key = `${file.path}:${start.start.offset}`
    this.count += 1
    if (this.kept.has(key)) return
    this.kept.add(key)
    const { pending } = this
    if (pending?.block !== block) this.flush()
    if (pending?.block !== block) this.pending = kept
    else {
      // Code that names no table may touch any.
      const isKnown = pending.touches.length > 0 && touches.length > 0
      const first = kept.start.start.offset < pending.start.start.offset ? kept.start : pending.start
      this.pending = {
        ...pending,
        start: first,
        end,
        reason: joined(pending.reason, reason),
        touches: isKnown ? [...new Set([...pending.touches, ...touches])] : [],
      }
    }
  }

  /** What `work` does counts only if it gets to its end; it may not ask for what it has done. */
  attempt<T>(work: () => T): T {
    if (this.held !== undefined) return work()
    const before = this.count
    const held: (() => void)[] = []
    this.held = held
    try {
      const value = work()
      this.held = undefined
      for (const each of held) this.emit(each)
      return value
    } catch (problem) {
      this.count = before
      throw problem
    } finally {
      this.held = undefined
    }
  }

  flush(): void {
    const { pending } = this
    if (pending === undefined) return
    this.pending = undefined
    const { file, start, end, reason, touches } = pending
    const source = dedent(file.text.slice(start.start.offset, end.end.offset), start.start.column)
    this.to.code({ language: 'php', source, reason, touches }, this.placesOf(file)(start.start.offset, end.end.offset))
  }

  private emit(work: () => void): void {
    this.count += 1
    if (this.held !== undefined) this.held.push(work)
    else {
      this.flush()
      work()
    }
  }
}

/** What only follows from another reason is left out, and so is what would make the list long. */
const joined = (reasons: string, reason: string): string => {
  const all = reasons.split('; ')
  if (all.includes(reason) || reason.startsWith('depends on $') || all.length >= 3) return reasons
  return all[0]!.startsWith('depends on $') ? [reason, ...all.slice(1)].join('; ') : `${reasons}; ${reason}`
}

/** The first line is bare of its indentation already. */
const dedent = (text: string, by: number): string => text.replace(new RegExp(`\\n[ \\t]{0,${by}}`, 'g'), '\n')
