class RowsOfAModel < ActiveRecord::Migration[6.1]
  class Counter < ActiveRecord::Base
    self.table_name = "tallies"
    self.inheritance_column = nil
  end

  def up
    create_table :tallies do |t|
      t.string :name
      t.string :type
      t.integer :count
      t.boolean :open
      t.decimal :rate, precision: 5, scale: 2
    end
    values = (1..12).map { |n| "('n#{n}', 'T', #{n}, #{n > 6}, #{n}.25)" }
    execute "INSERT INTO tallies (name, type, count, open, rate) VALUES #{values.join(", ")}, (NULL, NULL, NULL, NULL, NULL)"
    Counter.where(name: ["n1", nil]).update_all(name: "O'Hara \\ ? :x")
    Counter.where(count: 2...5).update_all(open: nil, rate: 0.5)
    Counter.where.not(name: "n6", count: 6).where("count > ? OR name IN (?)", 10, ["n7", :n8]).update_all("count = count + 100")
    Counter.where("name = :name AND rate::text = :rate", name: "n9", rate: "9.25").update_all(["name = ?", nil])
    Counter.where(count: 5, open: false).delete_all
    Counter.where(name: []).delete_all
    Counter.where(type: :T, rate: 10.25).update_all(count: "-3".to_i, type: 7)
    rest = Counter.unscoped.where(open: nil)
    rest.where(count: nil).delete_all
    rest.where.not(rate: nil).update_all(open: true)
  end

  def down
    drop_table :tallies
  end
end
