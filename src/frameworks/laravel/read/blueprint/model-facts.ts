/** What the builder asks of a model. */
export interface ModelFacts {
  readonly table: string
  readonly key: string
  /** `user_id` */
  readonly foreignKey: string
  readonly keyKind: 'integer' | 'uuid' | 'ulid'
}
