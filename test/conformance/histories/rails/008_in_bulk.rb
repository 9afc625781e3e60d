class InBulk < ActiveRecord::Migration[6.1]
  def up
    change_table :items, bulk: true do |t|
      t.string :label, default: "x", comment: "What it says"
      t.integer :rank, null: false, default: 0
      t.change :m, :decimal, precision: 10, scale: 2, null: false, default: 0
      t.remove :r, :s
      t.change_default :g, "none"
      t.index :rank
      t.rename :rank, :place
      t.change_null :d, true
    end
  end

  def down
    change_table :items, bulk: true do |t|
      t.rename :place, :rank
    end
    change_column_default :items, :g, nil
    change_table :items do |t|
      t.remove_index :rank
      t.remove :label, :rank
      t.point :r
      t.daterange :s
      t.change :m, :money, null: true, using: "m::money", default: nil
    end
  end
end
