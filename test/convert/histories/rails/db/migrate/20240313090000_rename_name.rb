class RenameName < ActiveRecord::Migration[6.1]
  def up
    rename_column :accounts, :name, :full_name
    change_column_null :accounts, :full_name, false, "?"
    change_column_default :accounts, :full_name, from: "nobody", to: nil
  end

  def down
    change_column_default :accounts, :full_name, from: nil, to: "nobody"
    change_column_null :accounts, :full_name, true
    rename_column :accounts, :full_name, :name
  end
end
