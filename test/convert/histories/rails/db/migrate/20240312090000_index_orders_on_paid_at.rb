class IndexOrdersOnPaidAt < ActiveRecord::Migration[6.1]
  disable_ddl_transaction!

  def change
    add_index :orders, [:account_id, :paid_at], order: { paid_at: :desc }, where: "paid_at IS NOT NULL", algorithm: :concurrently
  end
end
