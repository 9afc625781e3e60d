import type { Framework } from '../framework.ts'
import type { Address, Scaffold } from '../scaffold.ts'

type Commands = (url: string, first: readonly string[], folder: string) => Pick<Scaffold, 'migrate' | 'adopt'>

const versionOf = (name: string | undefined): string => /^\d+/.exec(name ?? '')?.[0] ?? '1'

const commands: Readonly<Record<string, Commands>> = {
  pairs: (url, first, folder) => ({
    migrate: `psql -X -v ON_ERROR_STOP=1 -d "${url}" -f ${folder}/${first.find(name => name.endsWith('.up.sql')) ?? '1.up.sql'}`,
    adopt: 'nothing: psql keeps no record of what has run; write it down as you do for other files',
  }),
  'golang-migrate': (url, first, folder) => ({
    migrate: `migrate -path ${folder} -database "${url}" up`,
    adopt: `migrate -path ${folder} -database "${url}" force ${BigInt(versionOf(first[0]))}`,
  }),
  goose: (url, first, folder) => ({
    migrate: `goose -dir ${folder} postgres "${url}" up`,
    adopt: `goose -dir ${folder} postgres "${url}" version && psql -d "${url}" -c "INSERT INTO goose_db_version (version_id, is_applied) VALUES (${BigInt(versionOf(first[0]))}, true)"`,
  }),
  dbmate: (url, first, folder) => ({
    migrate: `dbmate --url "${url}" --migrations-dir ${folder} migrate`,
    adopt: `psql -d "${url}" -c "CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations VALUES ('${versionOf(first[0])}')"`,
  }),
}

const urlOf = ({ host, port, database, user }: Address): string => `postgres://${user}@${host}:${port}/${database}?sslmode=disable`

/** The runners need nothing but the files: their commands say where these and the database are. */
export const scaffoldIn =
  (folder: string): Framework['scaffold'] =>
  ({ address, layout = 'pairs', first }) => ({ files: [], ...(commands[layout] ?? commands['pairs']!)(urlOf(address), first, folder) })
