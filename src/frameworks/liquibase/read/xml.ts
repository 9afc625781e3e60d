import { parseXml, XmlCdata, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml'
import type { SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { PlaceOf } from '../../../history/recorder.ts'
import { error, ok, type Result, fail } from '../../../model/diagnostic.ts'
import type { Part } from './part.ts'

/** A text of the document and where it lies, as far as it stands there as it is. */
interface Piece {
  readonly text: string
  readonly from: number
  readonly isVerbatim: boolean
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Entities of the document's own DTD: `<!ENTITY name "value">`. Those of other files stay what they are. */
const entitiesOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/<!ENTITY\s+([\w.-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>/g)].map(([, name, a, b]) => [name!, a ?? b ?? '']))

const piecesOf = (element: XmlElement, source: string): readonly Piece[] =>
  element.children.flatMap(child => {
    if (!(child instanceof XmlText)) return []
    const from = child.start + (child instanceof XmlCdata ? '<![CDATA['.length : 0)
    return [{ text: child.text, from, isVerbatim: source.startsWith(child.text, from) }]
  })

/** Offsets in the joined pieces as places in the file; nothing where a piece is written with entities. */
const placeIn = (pieces: readonly Piece[], trimmed: number, places: PlaceOf): PlaceOf | undefined => {
  if (!pieces.every(({ isVerbatim }) => isVerbatim)) return undefined
  const offset = (at: number, isEnd: boolean): number => {
    let before = 0
    for (const { text, from } of pieces) {
      const inside = at - before
      if (inside < text.length || (isEnd && inside === text.length)) return from + inside
      before += text.length
    }
    const last = pieces.at(-1)!
    return last.from + last.text.length
  }
  return (start, end) => places(offset(start + trimmed, false), offset(end + trimmed, true))
}

/** Reads a changelog in XML: attributes and elements become parts alike. */
export const readXml = (file: SourceFile): Result<Part> => {
  const places = placesIn(file)
  const entities = entitiesOf(file.text)
  // Parse errors and offsets are about the text as the parser sees it: with line ends of one kind and no byte order mark.
  const partOf = (element: XmlElement): Part => {
    const at = places(element.start, element.end)
    const pieces = piecesOf(element, file.text)
    const text = pieces.map(piece => piece.text).join('')
    const value = text.trim()
    const trimmed = text.length - text.trimStart().length
    const place = value === '' ? undefined : placeIn(pieces, trimmed, places)
    const elements = element.children.filter(child => child instanceof XmlElement)
    return {
      name: localName(element.name),
      at,
      parts: [
        ...Object.entries(element.attributes).map(([name, said]): Part => ({ name: localName(name), value: said, parts: [], at })),
        ...elements.map(child => partOf(child)),
      ],
      ...(value === '' && (elements.length > 0 || element.isEmpty) ? {} : { value }),
      ...(place === undefined ? {} : { place }),
    }
  }
  try {
    const document = parseXml(file.text, {
      includeOffsets: true,
      preserveCdata: true,
      ignoreUndefinedEntities: true,
      resolveUndefinedEntity: entity => entities.get(entity.replace(/^&|;$/g, '')),
    })
    return ok(partOf(document.root!))
  } catch (problem) {
    // The parser, too, goes down into elements by calling itself.
    if (!(problem instanceof XmlError || problem instanceof RangeError)) throw problem
    const at = problem instanceof XmlError ? Math.max(0, Math.min(problem.pos, file.text.length)) : 0
    const reason =
      problem instanceof XmlError
        ? problem.message.split('\n')[0]!.replace(/\s*\(line.*$/, '')
        : 'its elements lie too deep within each other'
    const message = `This changelog is no well-formed XML: ${reason}.`
    return fail(error('unreadable-changelog', message, 'Liquibase cannot read it either.', places(at, at)))
  }
}
