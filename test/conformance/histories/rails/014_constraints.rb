class Constraints < ActiveRecord::Migration[7.1]
  def change
    create_table :bookings do |t|
      t.integer :room, null: false
      t.tsrange :during
      t.integer :position
      t.unique_constraint [:room, :position], deferrable: :deferred
      t.exclusion_constraint "during WITH &&", using: :gist, where: "room > 0", name: "no_overlap"
    end
    add_unique_constraint :bookings, [:position], name: "bookings_position"
    add_index :bookings, [:room, :during], include: [:position], name: "covering"
    add_index :bookings, [:room, :position, :id], unique: true, nulls_not_distinct: true
    create_table :a_table_with_quite_a_long_name_too do |t|
      t.integer :a_column_with_a_long_name
      t.integer :another_column
      t.index [:a_column_with_a_long_name, :another_column]
    end
    add_index :a_table_with_quite_a_long_name_too, [:another_column, :a_column_with_a_long_name]
    add_foreign_key :bookings, :moments, column: :room, name: "odd", validate: false
    add_check_constraint :bookings, "room < 100", validate: false
    add_reference :moments, :booking, foreign_key: { deferrable: :deferred }
  end
end
