SELECT count(*) FROM reports.daily
