class Precision < ActiveRecord::Migration[7.0]
  def change
    create_table :moments do |t|
      t.datetime :at
      t.datetime :coarse, precision: nil
      t.timestamptz :zoned
      t.references :subject, polymorphic: true
      t.virtual :day, type: :integer, as: "extract(day from at)::integer", stored: true
      t.timestamps
    end
    add_column :moments, :later, :datetime
    create_enum :mood, %w[bad good]
    add_column :moments, :mood, :enum, enum_type: :mood, default: "good", null: false
    create_table :a_table_with_quite_a_long_name do |t|
      t.integer :a_column_with_a_long_name
      t.integer :another_column
      t.index [:a_column_with_a_long_name, :another_column], name: "long_one"
    end
    change_table :moments, bulk: true do |t|
      t.integer :first
      t.integer :second
    end
  end
end
