class TypesOfPostgres < ActiveRecord::Migration[6.0]
  def change
    enable_extension "citext"
    create_table :things do |t|
      t.json :a, default: {}
      t.jsonb :b, default: { on: true }, null: false
      t.jsonb :b2, default: []
      t.uuid :c, default: -> { "gen_random_uuid()" }
      t.inet :d
      t.cidr :e
      t.macaddr :f
      t.citext :g
      t.int4range :h
      t.tstzrange :i
      t.string :j, array: true, default: []
      t.integer :k, array: true, default: [1, 2]
      t.xml :l
      t.money :m
      t.interval :n
      t.bit :o, limit: 4
      t.bit_varying :p, limit: 8
      t.tsvector :q
      t.point :r
      t.daterange :s
      t.column :t, "varchar(20)"
      t.column :u, "timestamp with time zone"
      t.datetime :v, default: -> { "now()" }
      t.datetime :w, precision: 3
      t.time :x, precision: 2
      t.float :y, limit: 24
      t.numrange :z
      t.string :collated, collation: "C"
      t.timestamps
    end
    add_index :things, :b, using: :gin
    add_index :things, :g, opclass: { g: :citext_pattern_ops }
    add_index :things, [:j], using: :gin, name: "things_j"
    add_index :things, [:c, :u], order: { c: :asc, u: "DESC NULLS LAST" }, unique: true
  end
end
