import type { BackfillProgress, BuildProgress, GateReading, LineReading, Waiting } from '../../life/gate-reading.ts'
import { envOption } from '../../life/gate.ts'
import { amount, duration } from '../amounts.ts'
import { phaseInWords } from '../facts.ts'
import { hanging, listing, numbersInWords, wrap } from '../layout.ts'
import { paletteFor, type Palette } from '../palette.ts'

export interface GateTextOptions {
  readonly isPainted: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** The environment that is meant unless told; production when absent. */
  readonly usual?: string
  /** What a command needs to mean this stage, with a blank before it; nothing where it is meant unless told. */
  readonly stageOption?: string
}

/** A gate for a person at a terminal: what holds, what does not, how far the work is, and what to type next. */
export function gateText(reading: GateReading, { isPainted, width, usual, stageOption = '' }: GateTextOptions): string {
  const palette = paletteFor(isPainted)
  const { title, stage, stages, phase, environment, lines } = reading
  const head = `${palette.strong(`Gate of stage ${stage} of ${stages}: ${phase}`)} ${palette.faint(`(${phaseInWords[phase]})`)}`
  const now = nowLines(reading, palette, width)
  return `${[
    ...wrap(palette.strong(title.replaceAll(/\s+/g, ' ')), width),
    `${head} ${palette.faint(`· ${environment}`)}`,
    '',
    ...(lines.length === 0 ? ['  It waits for nothing.'] : lines.flatMap(line => oneLine(line, palette, width))),
    ...(now.length === 0 ? [] : ['', ...now]),
    '',
    ...verdict(reading, palette, width, { env: envOption(environment, usual), stageOption }),
  ].join('\n')}\n`
}

/** What a file did left nothing to see in the database. */
const isInvisible = (found: string | undefined): boolean => found?.startsWith('nothing') === true

const isProvable = ({ kind }: LineReading): boolean => kind === 'proved' || kind === 'fact'

function oneLine(line: LineReading, palette: Palette, width: number): readonly string[] {
  const mark =
    line.state === 'holds'
      ? palette.good(palette.tick)
      : line.state === 'open' && (line.found !== undefined || isProvable(line))
        ? palette.bad(palette.cross)
        : palette.warning(palette.box)
  const head = `${String(line.number).padStart(3)}  ${mark} `
  const indent = ' '.repeat(5 + (palette.tick.length === 1 ? 2 : 4))
  const said = wording(line)
  return [
    hanging(head, line.text, width),
    ...hanging(indent, said, width)
      .split('\n')
      .map(text => (line.state === 'open' && line.found !== undefined ? palette.warning(text) : palette.faint(text))),
  ]
}

/** What is known of a line, and how. */
function wording(line: LineReading): string {
  const { state, kind, found, attestation } = line
  if (state === 'unanswered') return `the database did not say: ${found}`
  if (state === 'not asked')
    return isProvable(line)
      ? 'proved by a query; not asked: give --database-url (the file checks it itself too)'
      : 'proved by the database; not asked: give --database-url, or attest it'
  if (attestation !== undefined && (kind === 'attested' || found === undefined || isInvisible(found))) {
    const { by, on, because, despite } = attestation
    return despite === true ? `passed over by ${by} on ${on}: ${because}` : `attested by ${by} on ${on}: ${because}`
  }
  if (kind === 'attested') return 'open: nobody has attested it'
  if (state === 'holds') return `proved${found === undefined ? '' : `: ${found}`}`
  return found ?? 'the query says no'
}

function nowLines({ backfills, builds, waiting }: GateReading, palette: Palette, width: number): readonly string[] {
  const say = (label: string, text: string): string => hanging(palette.strong(label.padEnd(10)), text, width)
  return [
    ...backfills.map(each => say('backfill', `${each.unit}: ${backfillInWords(each)}`)),
    ...builds.map(each => say('build', buildInWords(each))),
    ...waiting.map(each => palette.warning(say('waiting', waitingInWords(each)))),
  ]
}

/** `31 % done, 42,118 rows left, 1,204 rows/s, about 14 min left, measured over 5 s`. */
export function backfillInWords({ table, left, total, perSecond, measuredFor, secondsLeft, unanswered }: BackfillProgress): string {
  if (left === undefined) return `rows left of ${table} could not be counted: ${unanswered ?? 'no answer'}`
  const done = total === undefined || total < left ? [] : [`${Math.floor((100 * (total - left)) / total)} % done`]
  const rate =
    perSecond === undefined
      ? []
      : perSecond === 0
        ? [`none done in ${measuredFor} s: it does not run now, or is between two batches`]
        : [
            `${amount(perSecond)} rows/s`,
            ...(secondsLeft === undefined ? [] : [`about ${duration(secondsLeft)} left`]),
            `measured over ${measuredFor} s`,
          ]
  return [...done, `${amount(left)} rows of ${table} left`, ...rate].join(', ')
}

function buildInWords({ pid, table, phase, done, total, waitsFor }: BuildProgress): string {
  if (phase === undefined) return `pid ${pid} builds an index; how far it is shows to its own role and to pg_read_all_stats`
  const part = total === undefined || total === 0 || done === undefined ? '' : `, ${Math.floor((100 * done) / total)} % of this phase`
  return `pid ${pid} builds an index${table === undefined ? '' : ` on ${table}`}: ${phase}${part}${waitsFor === undefined ? '' : `, waits for pid ${waitsFor}`}`
}

function waitingInWords({ pid, application, waitsFor }: Waiting): string {
  const blockers = waitsFor.map(each => {
    const facts = [each.application, each.state, each.seconds === undefined ? undefined : duration(each.seconds)].filter(
      fact => fact !== undefined,
    )
    return `pid ${each.pid}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`
  })
  return `pid ${pid}${application === '' ? '' : ` (${application})`} waits for ${listing(blockers)}`
}

/** @param options that the commands need to mean the same environment and stage */
function verdict(
  { passed, lines, plan, stage, isWritten }: GateReading,
  palette: Palette,
  width: number,
  { env, stageOption }: { readonly env: string; readonly stageOption: string },
): readonly string[] {
  const said = palette.good('Passed')
  if (passed) {
    return isWritten
      ? [`${said}: the files of stage ${stage} may run.`]
      : [`${said}: stage ${stage} may run. Write its files:`, `  lockstep generate ${plan} --stage ${stage}${env}`]
  }
  const open = lines.filter(({ state }) => state !== 'holds')
  const numbersOf = (isMeant: (line: LineReading) => boolean): readonly number[] => open.filter(isMeant).map(({ number }) => number)
  const attesting = (numbers: readonly number[]): string =>
    `  lockstep gate ${plan}${stageOption} --attest "how I know" --line ${numbers.join(',')}${env}`
  const known = numbersOf(({ kind }) => kind === 'attested')
  const seen = numbersOf(({ kind, state, found }) => kind === 'stage-ran' && (state === 'not asked' || isInvisible(found)))
  const isAsked = open.some(({ number, state }) => seen.includes(number) && state !== 'not asked')
  return [
    hanging(
      `${palette.bad('Not passed')}: `,
      `line${open.length === 1 ? '' : 's'} ${numbersInWords(open.map(({ number }) => number))}.`,
      width,
    ),
    ...(known.length === 0 ? [] : [...wrap(`Who knows that ${holding(known)} says so:`, width), attesting(known)]),
    ...(seen.length === 0
      ? []
      : [
          ...wrap(
            isAsked
              ? `The database cannot say whether ${holding(seen)}. Who has seen ${seen.length === 1 ? 'it' : 'them'} run says so:`
              : `The database says whether ${holding(seen)}: --database-url URL. Where none can be asked, who has seen ${seen.length === 1 ? 'it' : 'them'} run says so:`,
            width,
          ),
          attesting(seen),
        ]),
  ]
}

const holding = (lines: readonly number[]): string =>
  `${lines.length === 1 ? 'line' : 'lines'} ${numbersInWords(lines)} ${lines.length === 1 ? 'holds' : 'hold'}`
