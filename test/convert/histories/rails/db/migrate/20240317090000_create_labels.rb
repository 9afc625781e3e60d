class CreateLabels < ActiveRecord::Migration[6.1]
  LABELS = { accounts: :vip, orders: :gift }.freeze

  def up
    create_table :labels, id: :uuid, default: -> { "gen_random_uuid()" } do |t|
      t.string :text, null: false
    end
    LABELS.each { |table, column| add_column table, column, :boolean }
    drop_table :labels if table_exists?(:nothing)
  end

  def down
    LABELS.each { |table, column| remove_column table, column }
    drop_table :labels
  end
end
