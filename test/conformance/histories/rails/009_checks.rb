class Checks < ActiveRecord::Migration[6.1]
  def change
    add_check_constraint :accounts, "seats > 0"
    add_check_constraint :accounts, "seats < 1000", name: "few_seats"
    create_table :prices do |t|
      t.decimal :amount, precision: 10, scale: 2
      t.datetime :from
      t.check_constraint "amount > 0", name: "is_positive"
    end
    remove_check_constraint :accounts, "seats < 1000", name: "few_seats"
  end
end
