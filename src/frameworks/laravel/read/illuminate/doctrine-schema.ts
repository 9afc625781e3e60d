import { PhpArray, type Args, type CallSite, type PhpObject, type Value } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { foreignKeysOf, indexesOf, tableOrUndecided } from './catalog.ts'
import type { Context } from './context.ts'

/** Something of a table, with the getters that doctrine/dbal has for it. */
class Described implements PhpObject {
  readonly className = 'Doctrine\\DBAL\\Schema\\AbstractAsset'
  constructor(private readonly facts: Readonly<Record<string, Value>>) {}

  call(method: string): Value | undefined {
    return this.facts[method.toLowerCase()]
  }
}

/** doctrine/dbal's schema manager, which asked of tables before Laravel 11 did so itself. */
export class DoctrineSchema implements PhpObject {
  readonly className: string = 'Doctrine\\DBAL\\Schema\\PostgreSQLSchemaManager'
  constructor(private readonly context: Context) {}

  call(method: string, args: Args, _: CallSite): Value | undefined {
    const table = () => tableOrUndecided(toText(args.positional[0] ?? null), this.context, 'which parts')
    switch (method.toLowerCase()) {
      case 'registerdoctrinetypemapping':
        return null
      case 'getdatabaseplatform':
      case 'getschemamanager':
      case 'createschemamanager':
        return this
      case 'listtableindexes':
        return PhpArray.from(
          indexesOf(table() ?? none).map(({ name, columns, unique, primary }) => [
            // Doctrine's own names for the primary key.
            primary ? 'primary' : name.toLowerCase(),
            new Described({ getname: name, getcolumns: PhpArray.of(columns), isunique: unique, isprimary: primary }),
          ]),
        )
      case 'listtableforeignkeys':
        return PhpArray.of(
          foreignKeysOf(table() ?? none).map(
            ({ name, columns, references, referencedColumns }) =>
              new Described({
                getname: name,
                getcolumns: PhpArray.of(columns),
                getlocalcolumns: PhpArray.of(columns),
                getforeigntablename: references.name,
                getforeigncolumns: PhpArray.of(referencedColumns),
              }),
          ),
        )
      case 'listtablecolumns':
        return PhpArray.from((table() ?? none).columns.map(({ name }) => [name.toLowerCase(), new Described({ getname: name })]))
      case 'listtabledetails':
      case 'introspecttable':
        return new DoctrineTable(this.context, args.positional[0] ?? null)
      default:
        return undefined
    }
  }
}

const none = { name: { name: '' }, columns: [], constraints: [], indexes: [] }

class DoctrineTable implements PhpObject {
  readonly className = 'Doctrine\\DBAL\\Schema\\Table'
  constructor(
    private readonly context: Context,
    private readonly name: Value,
  ) {}

  call(method: string, args: Args): Value | undefined {
    const table = tableOrUndecided(toText(this.name), this.context, 'which parts') ?? none
    const wanted = toText(args.positional[0] ?? null)
    switch (method.toLowerCase()) {
      case 'hasindex':
        return indexesOf(table).some(({ name }) => name.toLowerCase() === wanted.toLowerCase())
      case 'hascolumn':
        return table.columns.some(({ name }) => name.toLowerCase() === wanted.toLowerCase())
      case 'hasforeignkey':
        return foreignKeysOf(table).some(({ name }) => name.toLowerCase() === wanted.toLowerCase())
      default:
        return undefined
    }
  }
}
