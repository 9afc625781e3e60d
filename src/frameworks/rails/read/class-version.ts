/**
 * What the version in a migration's class header changes (`ActiveRecord::Migration::Compatibility`). Each line is true of
 * migrations *before* the version named; without a header it is 4.2.
 */
export interface Meanings {
  readonly version: number
  /** 5.0 */
  readonly timestampsMayBeNull: boolean
  readonly referencesHaveNoIndex: boolean
  /** 5.1 */
  readonly idsAreIntegers: boolean
  readonly uuidsByExtension: boolean
  /** 5.2 */
  readonly columnsChangeInSeveralStatements: boolean
  /** 6.0 */
  readonly timestampsHaveNoPrecision: boolean
  readonly commentsAreNotInverted: boolean
  /** 6.1 */
  readonly polymorphicIndexNamesAllColumns: boolean
  /** 7.0 */
  readonly datetimesHaveNoPrecision: boolean
  /** 7.1 */
  readonly indexNamesAreLong: boolean
  readonly extensionsDropWithCascade: boolean
}

export const meaningsOf = (version: number): Meanings => ({
  version,
  timestampsMayBeNull: version < 5,
  referencesHaveNoIndex: version < 5,
  idsAreIntegers: version < 5.1,
  uuidsByExtension: version < 5.1,
  columnsChangeInSeveralStatements: version < 5.2,
  timestampsHaveNoPrecision: version < 6,
  commentsAreNotInverted: version < 6,
  polymorphicIndexNamesAllColumns: version < 6.1,
  datetimesHaveNoPrecision: version < 7,
  indexNamesAreLong: version < 7.1,
  extensionsDropWithCascade: version < 7.1,
})
