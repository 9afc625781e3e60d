import type { Recorder } from '../../../history/recorder.ts'
import { parametersOf, type Surroundings } from './environment.ts'
import { inContext } from './operations/context.ts'
import { session } from './operations/connection.ts'
import { inEntities, inEnumPlugin } from './operations/entities.ts'
import { operationOf } from './operations/index.ts'
import { inspector } from './operations/inspector.ts'
import type { Output } from './operations/output.ts'
import { withMethods } from './operations/type-operations.ts'
import { loadModule, type Modules } from './modules.ts'
import { namesOfFile } from './lock-call.ts'
import { literalPlaces } from './places.ts'
import { settled } from './python/imports.ts'
import { createInterpreter } from './python/interpreter.ts'
import type { Parsed } from './python/parse.ts'
import type { Node } from './python/tree.ts'
import {
  type Class,
  type Given,
  isKind,
  isThing,
  type ModuleScope,
  native,
  Opaque,
  Refused,
  type Scope,
  type Thing,
  unknown,
  type Value,
} from './python/values.ts'
import type { Place, World } from './python/world.ts'
import { callStandard, inStandard } from './standard-library.ts'
import { inLibrary } from './sqlalchemy/library.ts'
import type { NamingConvention } from './sqlalchemy/naming.ts'
import { isTypeClass, ownType } from './sqlalchemy/own-types.ts'
import { typeThing } from './sqlalchemy/types.ts'
import { tablesTouched } from './touches.ts'

export interface Program {
  readonly parsed: Parsed
  readonly modules: Modules
  readonly conventions: NamingConvention
  readonly surroundings: Surroundings
}

/** Runs `upgrade` or `downgrade` of a revision, as far as its text tells what it does, into a recorder. */
export const runFunction = (program: Program, name: 'upgrade' | 'downgrade', to: Recorder): void => {
  const stage = new Stage(program, to)
  const module = stage.load(program.parsed)
  const work = module.names.get(name)
  if (!isKind(work, 'written') || !Array.isArray(work.body)) return
  const given = parametersOf(work, stage.interpreter, program.surroundings, parsed => stage.load(parsed))
  stage.begin()
  running = stage
  const scope: Scope = { names: given, parent: work.scope, module: work.scope.module, globals: new Set() }
  const ending = stage.interpreter.execute(work.body, scope)
  if (ending?.kind === 'raise') stage.keep(ending.at, new Opaque(ending.what), scope)
}

/** What was imported while another revision was run tells this one. */
let running: Stage | undefined

/** The names that the statements of a file give, where nothing is done to a database. */
export const namesOf = (parsed: Parsed, modules: Modules): ReadonlyMap<string, Value> => {
  const stage = new Stage({ parsed, modules, conventions: {}, surroundings: { parameters: new Map() } }, undefined)
  return stage.load(parsed).names
}

/** What a program meets: the modules it imports, and the recorder that is told what it does. */
class Stage {
  private readonly own = new Map<Parsed, ModuleScope>()
  private readonly kept = new Set<string>()
  private place: Place | undefined
  private calls = ''
  /** While files are loaded nothing they say is done to a database. */
  private isOn = false
  private readonly output: Output | undefined
  readonly interpreter

  constructor(
    private readonly program: Program,
    private readonly to: Recorder | undefined,
  ) {
    this.output = to && {
      to,
      conventions: program.conventions,
      spanOf: at => this.spanOf(at),
      placesIn: (at, text) => literalPlaces(this.here().parsed, at, text),
      say: (sql, at) => to.sql(sql, this.spanOf(at), literalPlaces(this.here().parsed, at, sql)),
    }
    const world: World = {
      resolve: path => this.resolve(path),
      callUnknown: (path, given, at) => this.callUnknown(path, given, at),
      instance: (of, given) => this.instance(of, given),
      stand: place => {
        const before = this.place
        this.place = place ?? this.place
        return before
      },
      keep: (statement, reason, scope) => this.keep(statement, reason, scope),
      isOwn: (path, from) => program.modules.has(path, from.parsed.file.path),
      module: (path, from) => {
        const found = program.modules.find(path, from.parsed.file.path)
        return found && this.load(found)
      },
    }
    this.interpreter = createInterpreter(world)
  }

  begin(): void {
    this.isOn = true
  }

  load(parsed: Parsed): ModuleScope {
    const before = this.isOn
    this.isOn = false
    try {
      // What revisions import is the same for all of them; their own names are made anew each time.
      return loadModule(parsed, parsed === this.program.parsed ? this.own : this.program.modules.loaded, this.interpreter)
    } finally {
      this.isOn = before
    }
  }

  /** A statement that stays as it is, once for each time it is met on another way. */
  keep(statement: Node, problem: Opaque, scope: Scope): void {
    if (!this.isOn || this.to === undefined) return
    const { parsed } = scope.module
    const { start, end } = parsed.rangeOf(statement)
    const key = `${parsed.file.path}:${start}:${this.calls}`
    if (this.kept.has(key)) return
    this.kept.add(key)
    const source = parsed.file.text.slice(start, end)
    this.to.code(
      {
        language: 'python',
        source,
        reason: problem.reason,
        touches: tablesTouched(statement, scope, this.to),
        fails: problem instanceof Refused,
      },
      parsed.placeOf(start, end),
    )
  }

  private here(): ModuleScope {
    return this.place?.scope.module ?? this.load(this.program.parsed)
  }

  private spanOf(at: Node) {
    const { parsed } = this.here()
    const { start, end } = parsed.rangeOf(at)
    return parsed.placeOf(start, end)
  }

  get out(): Output | undefined {
    return this.isOn ? this.output : undefined
  }

  private resolve(path: string): Value | undefined {
    if (path === 'alembic.op' || path === 'alembic.context' || path === 'alembic') return undefined
    const operation = /^alembic\.op\.(\w+)$/.exec(path)?.[1]
    if (operation !== undefined) return this.operation(operation)
    const context = /^alembic\.context\.(\w+)$/.exec(path)?.[1]
    if (context !== undefined) return this.out && inContext(context, this.out)
    const own = this.database(path) ?? inEntities(path) ?? inEnumPlugin(path) ?? inStandard(path)
    if (own !== undefined) return own
    const found = inLibrary(path)
    if (isThing(found, 'type-maker')) return this.typed(found)
    return found ?? this.ownMember(path)
  }

  /** `package.module.name`, where the module is a file of the project. */
  private ownMember(path: string): Value | undefined {
    const dot = path.lastIndexOf('.')
    const found = dot <= 0 ? undefined : this.program.modules.find(path.slice(0, dot), this.program.parsed.file.path)
    return found && settled(this.load(found).names.get(path.slice(dot + 1)))
  }

  private operation(name: string): Value | undefined {
    const { out } = this
    if (out !== undefined)
      return operationOf(name, out) ?? native(`op.${name}`, () => this.refuse(`calls op.${name}, which is no operation of Alembic itself`))
    return name === 'f' ? native(name, ({ args }) => args[0] ?? null) : unknown(`op.${name} outside of a migration`, false)
  }

  private refuse(reason: string): never {
    throw new Opaque(reason)
  }

  /** Ways to the database that SQLAlchemy has: an inspector, a session. */
  private database(path: string): Value | undefined {
    const { out } = this
    if (out === undefined || !path.startsWith('sqlalchemy.')) return undefined
    if (/\.(?:inspect|Inspector|from_engine|reflection\.Inspector\.from_engine)$/.test(path)) {
      const made = native(path, () => inspector(out))
      return path.endsWith('Inspector')
        ? { kind: 'thing', type: 'inspector class', call: () => inspector(out), get: name => (name === 'from_engine' ? made : undefined) }
        : made
    }
    if (/\.orm\.(?:\w+\.)*(?:Session|sessionmaker|scoped_session)$/.test(path)) return native(path, () => session(out))
    return undefined
  }

  /** Types that are objects of the database can be made and dropped by themselves. */
  private typed(maker: Thing): Thing {
    return { ...maker, call: (given, at) => withMethods(maker.call!(given, at) as Thing, () => running?.out) }
  }

  private instance(of: Class, given: Given): Value | undefined {
    if (!isTypeClass(of)) return undefined
    return typeThing(ownType(of, given, (method, args) => this.interpreter.callWritten(method, { args, named: new Map() })))
  }

  private callUnknown(path: string, given: Given, at: Node): Value {
    if (path === 'runpy.run_path') return namesOfFile(given, this.program.modules, () => running?.out)
    const known = callStandard(path, given)
    if (known !== undefined) return known
    // What was imported before anything could be done to a database can be done now.
    const now = this.isOn ? this.resolve(path) : undefined
    if (isKind(now, 'native') || isKind(now, 'thing')) return this.interpreter.call(now, given, at)
    if (/^sqlalchemy\.(?:ext|orm)\b/.test(path)) return unknown(`calls ${path}`, false)
    throw new Opaque(`calls ${path}`)
  }
}
