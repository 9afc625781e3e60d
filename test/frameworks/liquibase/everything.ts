const log = (body: string, attributes = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd"${attributes}>
${body}
</databaseChangeLog>
`

/** A history that uses most of what there is, each change with a way back; every file of it runs on PostgreSQL 18. */
export const everything: Readonly<Record<string, string>> = {
  '01-tables.xml': log(`
  <property name="long" value="varchar(200)" dbms="postgresql"/>
  <property name="long" value="clob" dbms="oracle"/>
  <changeSet id="1" author="ann">
    <createSequence sequenceName="numbers" startValue="5" incrementBy="2" cacheSize="3"/>
    <createTable tableName="orgs" remarks="who pays">
      <column name="id" type="int" autoIncrement="true" startWith="100"><constraints primaryKey="true" primaryKeyName="orgs_key"/></column>
      <column name="name" type="\${long}"><constraints nullable="false" unique="true"/></column>
      <column name="number" type="bigint" defaultValueSequenceNext="numbers"/>
    </createTable>
    <createTable tableName="Users">
      <column name="id" type="bigint" autoIncrement="true" generationType="ALWAYS"><constraints primaryKey="true"/></column>
      <column name="org_id" type="int" remarks="whose"><constraints nullable="false" references="orgs(id)" foreignKeyName="users_org" deleteCascade="true"/></column>
      <column name="email" type="VARCHAR2(255)"><constraints nullable="false" unique="true" uniqueConstraintName="users_login"/></column>
      <column name="realm" type="varchar(20)" defaultValue="it's"><constraints unique="true" uniqueConstraintName="users_login"/></column>
      <column name="active" type="boolean" defaultValueBoolean="true"/>
      <column name="score" type="decimal(10,2)" defaultValueNumeric="7.5"/>
      <column name="born" type="date" defaultValueDate="2020-01-02"/>
      <column name="seen" type="timestamp with time zone" defaultValueComputed="current_timestamp"/>
      <column name="notes" type="clob"/>
      <column name="picture" type="longblob"/>
      <column name="user" type="uuid" defaultValueComputed="gen_random_uuid()"/>
      <column name="data" type="jsonb" defaultValue="{}"/>
    </createTable>
  </changeSet>
  <changeSet id="2" author="ann" dbms="mysql"><sql>NONSENSE</sql></changeSet>
  <changeSet id="pairs" author="ann">
    <createTable tableName="pairs">
      <column name="a" type="int"><constraints primaryKey="true"/></column>
      <column name="b" type="char(3)"><constraints primaryKey="true"/></column>
      <column name="at" type="datetime(3)"/>
      <column name="clock" type="time"/>
      <column name="f" type="double"/>
      <column name="g" type="float"/>
      <column name="h" type="real"/>
      <column name="n" type="number(8,3)"/>
      <column name="t" type="tinyint(1)"/>
      <column name="v" type="nvarchar(7)"/>
      <column name="x" type="xml"/>
      <column name="i" type="interval"/>
      <column name="k" type="text[]"/>
      <column name="bits" type="bit(3)"/>
      <column name="lob" type="blob"/>
    </createTable>
  </changeSet>`),

  '02-columns.yaml': `databaseChangeLog:
- changeSet:
    id: 3
    author: ann
    changes:
    - addColumn:
        tableName: orgs
        columns:
        - column: { name: y, type: int, valueNumeric: 5, defaultValueNumeric: 7, remarks: "a year", constraints: { nullable: false } }
        - column: { name: code, type: varchar(10), constraints: { unique: true, uniqueConstraintName: orgs_code } }
        - column: { name: parent, type: int, constraints: { references: orgs(id), foreignKeyName: orgs_parent } }
- changeSet:
    id: 4
    author: ann
    changes:
    - renameColumn: { tableName: orgs, oldColumnName: code, newColumnName: shortCode }
    - addNotNullConstraint: { tableName: Users, columnName: notes, columnDataType: clob, defaultNullValue: none }
    - dropNotNullConstraint: { tableName: Users, columnName: email, columnDataType: varchar(255) }
    - addDefaultValue: { tableName: pairs, columnName: v, defaultValue: "ab" }
- changeSet:
    id: 5
    author: ann
    changes:
    - modifyDataType: { tableName: orgs, columnName: y, newDataType: bigint }
    - dropDefaultValue: { tableName: Users, columnName: realm }
    rollback:
    - modifyDataType: { tableName: orgs, columnName: y, newDataType: int }
    - addDefaultValue: { tableName: Users, columnName: realm, defaultValue: "it's" }
- changeSet:
    id: 6
    author: ann
    preConditions:
    - onFail: MARK_RAN
    - not:
      - columnExists: { tableName: orgs, columnName: shortCode }
    changes:
    - addColumn: { tableName: orgs, columns: [{ column: { name: never, type: int } }] }
    rollback: # Liquibase would drop the column that it never added
    - empty: {}
- changeSet:
    id: 7
    author: ann
    preConditions:
    - onFail: MARK_RAN
    - or:
      - tableExists: { tableName: nowhere }
      - indexExists: { indexName: users_login }
      - foreignKeyConstraintExists: { foreignKeyTableName: orgs, foreignKeyName: orgs_parent }
    changes:
    - dropColumn: { tableName: orgs, columnName: parent }
    rollback:
    - addColumn: { tableName: orgs, columns: [{ column: { name: parent, type: int, constraints: { references: orgs(id), foreignKeyName: orgs_parent } } }] }
`,

  '03-constraints.json': JSON.stringify(
    {
      databaseChangeLog: [
        {
          changeSet: {
            id: '8',
            author: 'ann',
            changes: [
              {
                addForeignKeyConstraint: {
                  baseTableName: 'pairs',
                  baseColumnNames: 'a',
                  referencedTableName: 'orgs',
                  referencedColumnNames: 'id',
                  constraintName: 'pairs_org',
                  onDelete: 'SET NULL',
                  onUpdate: 'CASCADE',
                  deferrable: true,
                  initiallyDeferred: true,
                  validate: false,
                },
              },
              { addUniqueConstraint: { tableName: 'pairs', columnNames: 'at, v', constraintName: 'pairs_at_v', deferrable: true } },
              {
                createIndex: {
                  tableName: 'Users',
                  indexName: 'users_seen',
                  columns: [{ column: { name: 'seen', descending: true } }, { column: { name: 'lower(email)', computed: true } }],
                },
              },
              { createIndex: { tableName: 'Users', indexName: 'users_data', using: 'gin', columns: [{ column: { name: 'data' } }] } },
            ],
          },
        },
        {
          changeSet: {
            id: '9',
            author: 'ann',
            changes: [
              { createIndex: { tableName: 'Users', indexName: 'users_active', unique: true, columns: [{ column: { name: 'email' } }] } },
            ],
            modifySql: [{ dbms: 'postgresql', append: { value: ' WHERE active' } }],
          },
        },
        {
          changeSet: {
            id: '10',
            author: 'ann',
            changes: [
              { dropPrimaryKey: { tableName: 'pairs' } },
              { addPrimaryKey: { tableName: 'pairs', columnNames: 'b, a', constraintName: 'pairs_key' } },
            ],
            rollback: [
              { dropPrimaryKey: { tableName: 'pairs', constraintName: 'pairs_key' } },
              { addPrimaryKey: { tableName: 'pairs', columnNames: 'a, b', constraintName: 'pairs_pkey' } },
            ],
          },
        },
      ],
    },
    undefined,
    1,
  ),

  '04-objects.xml': log(`
  <changeSet id="11" author="ann">
    <createView viewName="busy" remarks="who is"><![CDATA[ SELECT id, email FROM "Users" WHERE score > 3; ]]></createView>
    <createSequence sequenceName="more" dataType="int" minValue="1" maxValue="100" cycle="true"/>
    <renameSequence oldSequenceName="numbers" newSequenceName="figures"/>
    <renameTable oldTableName="pairs" newTableName="couples"/>
    <renameView oldViewName="busy" newViewName="eager"/>
  </changeSet>
  <changeSet id="12" author="ann">
    <alterSequence sequenceName="more" incrementBy="3" maxValue="1000"/>
    <setTableRemarks tableName="couples" remarks="it's two"/>
    <setColumnRemarks tableName="couples" columnName="v" remarks="five"/>
    <rollback>
      ALTER SEQUENCE more INCREMENT BY 1 MAXVALUE 100;
      COMMENT ON TABLE couples IS NULL;
      COMMENT ON COLUMN couples.v IS NULL
    </rollback>
  </changeSet>
  <changeSet id="13" author="ann">
    <createProcedure>CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n * 2; END $$</createProcedure>
    <rollback>DROP FUNCTION twice(int)</rollback>
  </changeSet>
  <changeSet id="14" author="ann">
    <addLookupTable existingTableName="Users" existingColumnName="realm" newTableName="realms" newColumnName="realm" newColumnDataType="varchar(20)" constraintName="users_realm"/>
  </changeSet>
  <changeSet id="15" author="ann">
    <insert tableName="orgs"><column name="name" value="first"/><column name="y" valueNumeric="3"/></insert>
    <update tableName="orgs"><column name="y" valueComputed="y + 1"/><where>name = 'first'</where></update>
    <delete tableName="orgs"><where>name = 'first'</where></delete>
    <rollback/>
  </changeSet>
  <changeSet id="tag" author="ann"><tagDatabase tag="one"/></changeSet>
  <changeSet id="16" author="ann">
    <addAutoIncrement tableName="couples" columnName="t" columnDataType="smallint"/>
    <rollback>ALTER TABLE couples ALTER COLUMN t DROP DEFAULT; DROP SEQUENCE couples_t_seq; ALTER TABLE couples ALTER COLUMN t DROP NOT NULL</rollback>
  </changeSet>
  <changeSet id="17" author="ann">
    <mergeColumns tableName="couples" column1Name="f" column2Name="g" finalColumnName="fg" finalColumnType="varchar(50)" joinString="-"/>
    <rollback>
      <dropColumn tableName="couples" columnName="fg"/>
      <addColumn tableName="couples"><column name="f" type="double"/><column name="g" type="float"/></addColumn>
    </rollback>
  </changeSet>`),

  '05-plain.sql': `--liquibase formatted sql

--changeset ann:18 runInTransaction:false
CREATE INDEX CONCURRENTLY users_born ON "Users" (born);
--rollback DROP INDEX users_born;

--changeset ann:19 splitStatements:false
CREATE FUNCTION half(n int) RETURNS int LANGUAGE sql AS $$ SELECT n / 2; $$;
CREATE TABLE logs (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT now());
--rollback DROP TABLE logs;
--rollback DROP FUNCTION half(int);

--changeset ann:20 endDelimiter://
DROP TABLE logs
//
CREATE TABLE logs (id bigint)
//
--rollback DROP TABLE logs;
--rollback CREATE TABLE logs (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT now());
`,
}
