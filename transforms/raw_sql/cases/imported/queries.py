COUNT = "select count(*) from a"
PATTERN = "select * from a where b like '%x'"
