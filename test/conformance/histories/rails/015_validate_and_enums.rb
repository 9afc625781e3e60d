class ValidateAndEnums < ActiveRecord::Migration[7.2]
  def up
    validate_foreign_key :bookings, :moments, column: :room
    validate_check_constraint :bookings, expression: "room < 100"
    add_enum_value :mood, "fair", before: "good"
    rename_enum_value :mood, from: "bad", to: "poor"
    rename_enum :mood, to: "temper"
    drop_table :keys, if_exists: true
    drop_table :nothing, if_exists: true
    create_table :keys, force: true, id: :string
    remove_unique_constraint :bookings, [:position], name: "bookings_position"
    remove_columns :moments, :first, :second
  end

  def down
    add_column :moments, :first, :integer
    add_column :moments, :second, :integer
    add_unique_constraint :bookings, :position, name: "bookings_position"
    drop_table :keys, :if_exists => true
    create_table :keys, id: { type: :uuid, default: -> { "md5(random()::text)::uuid" } }
    rename_enum :temper, to: "mood"
    rename_enum_value :mood, from: "poor", to: "bad"
  end
end
