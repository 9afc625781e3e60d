SELECT count(*) FROM drafts
