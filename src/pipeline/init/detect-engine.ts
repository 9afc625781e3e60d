import { supportedMajors } from '../../engines/postgres/versions.ts'
import type { Repository } from '../../frameworks/read.ts'

export interface DetectedEngine {
  readonly engine: string
  readonly because: string
}

const files =
  /(?:^|\/)(?:(?:docker-)?compose[\w.-]*\.ya?ml|\.gitlab-ci\.yml|Dockerfile[\w.-]*|Tiltfile|devcontainer\.json)$|^\.github\/workflows\/[^/]+\.ya?ml$|^\.circleci\/config\.yml$/

/** `postgres:16-alpine`, `postgis/postgis:15-3.4`, `timescale/timescaledb:2.14-pg16`, `cimg/postgres:14.5`. */
const image = /(?:postgres|postgis|pgvector):(?:pg)?(\d{1,2})(?![\w]*\.\d+\.\d)|timescaledb[\w-]*:[\w.]*-pg(\d{1,2})/g

/** The oldest server that the repository's own containers name. */
export const detectEngine = ({ paths, read }: Repository): DetectedEngine | undefined => {
  const found = paths
    .filter(path => files.test(path))
    .flatMap(path => [...(read(path) ?? '').matchAll(image)].map(([, plain, scale]) => ({ path, major: Number(plain ?? scale) })))
    .filter(({ major }) => supportedMajors.includes(major))
    .toSorted((a, b) => a.major - b.major)
  const [oldest] = found
  return oldest === undefined
    ? undefined
    : { engine: `postgres@${oldest.major}`, because: `The server, as ${oldest.path} has it; the oldest one counts.` }
}
