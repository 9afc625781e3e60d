/** Change sets that load CSV files, and these: what Liquibase makes of types, quotes, comments, NULL and defaults. */
export const changelog = `databaseChangeLog:
- changeSet:
    id: tables
    author: ann
    changes:
    - createTable:
        tableName: typed
        columns:
        - column: { name: id, type: bigint }
        - column: { name: n, type: "numeric(10,2)" }
        - column: { name: f, type: double }
        - column: { name: b, type: boolean }
        - column: { name: v, type: varchar(50) }
        - column: { name: d, type: date }
        - column: { name: ts, type: timestamp }
        - column: { name: tz, type: timestamp with time zone }
        - column: { name: ti, type: time }
        - column: { name: u, type: uuid }
        - column: { name: j, type: jsonb }
        - column: { name: Mixed, type: int }
    - createTable:
        tableName: notes
        columns:
        - column: { name: id, type: bigint }
        - column: { name: note, type: text }
        - column: { name: more, type: varchar(20) }
    - createTable:
        tableName: pairs
        columns:
        - column: { name: id, type: bigint }
        - column: { name: k, type: varchar(10) }
        - column: { name: v, type: varchar(20) }
        - column: { name: w, type: varchar(20) }
- changeSet:
    { id: untyped, author: ann, changes: [ { loadData: { tableName: typed, file: ../data/typed.csv, relativeToChangelogFile: true } } ] }
- changeSet:
    id: typed
    author: ann
    changes:
    - loadData:
        tableName: typed
        file: db/data/said.csv
        separator: ;
        quotchar: "'"
        columns:
        - column: { header: number, name: n, type: numeric, defaultValueNumeric: 7 }
        - column: { name: b, type: BOOLEAN, defaultValueBoolean: true }
        - column: { index: 2, name: v, type: string, nullPlaceholder: none, defaultValue: empty }
        - column: { name: d, type: date, defaultValueDate: 2020-01-02 }
        - column: { name: ts, type: timestamp }
        - column: { name: j, type: other }
        - column: { name: left, type: skip }
        - column: { name: id, type: computed }
- changeSet:
    { id: prepared, author: ann, changes: [ { loadData: { tableName: typed, usePreparedStatements: true, file: db/data/prepared.csv } } ] }
- changeSet: { id: notes, author: ann, changes: [ { loadData: { tableName: notes, file: db/data/notes.csv } } ] }
- changeSet: { id: pairs, author: ann, changes: [ { loadUpdateData: { tableName: pairs, primaryKey: "id,k", file: db/data/pairs.csv } } ] }
- changeSet:
    id: again
    author: ann
    changes:
    - loadUpdateData: { tableName: pairs, primaryKey: "id,k", file: db/data/again.csv, columns: [ { column: { name: w, allowUpdate: false } } ] }
- changeSet:
    id: updates
    author: ann
    changes:
    - loadUpdateData: { tableName: pairs, primaryKey: "id", onlyUpdate: true, file: db/data/updates.csv }
- changeSet: { id: keys, author: ann, changes: [ { loadUpdateData: { tableName: pairs, primaryKey: "id,k", file: db/data/keys.csv } } ] }
`

/** By their names in `db/data`. */
export const data: Readonly<Record<string, string>> = {
  'typed.csv': `id,n,f,b,v,d,ts,tz,ti,u,j,Mixed
1,1.50,2.5,true,it's,2020-01-02,2020-01-02T03:04:05,2020-01-02 03:04:05,03:04:05,a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,{},007
2,NULL,null,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL
# 3,is,a,comment
4,,1,,,,,,,,[1],
"5",-1,1e3,maybe,"quo,ted",2020-02-29,2020-01-02 03:04:05.123456,2020-01-02,2020-01-02T03:04:05,,"{""a"": 1}",+2
6,1e3,0,1.0,  back\\slash ,2020-01-02T03:04:05,2020-01-02,2020-01-02 03:04:05.5,23:59:59,NULL,"[
]",1
7,(3),0,2,"say ""hi""",,,,,,null,0`,
  'said.csv': `number;b;text;d;ts;j;left;id
1.0;yes;'a;''b''';2020-03-04;2020-01-02 03:04;{};gone;1+1
;;;;;[];;11
2;f;none;;;1;;(12)
3;t;NULL;;;1;;13


`,
  'prepared.csv': `id,n,b,v,d,ts,u
20,1.50,yes,now(),2020-01-02,2020-01-02T03:04:05,a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
21,NULL,NULL,NULL,NULL,NULL,NULL
22,,,,,,
`,
  // Liquibase leaves out the second row, which needs no parameter.
  'notes.csv': 'id,note,more\r\n1,one,"two\r\nlines"\r\n2,NULL,y\r\n3,,z\r\n4,now(),\r\n',
  'pairs.csv': 'id,k,v,w\n1,a,one,x\n2,NULL,two,y\n3,c,,z\n',
  'again.csv': 'id,k,v,w\n1,a,ONE,X\n4,d,four,w\n',
  'updates.csv': 'id,k,v\n3,cc,three\n9,i,nine\n',
  'keys.csv': 'id,k\n1,a\n5,e\n',
}
