-- The statements that read the trail of a customer ask for the last take-over themselves, by tenant: a database whose tenants are
-- spread over several nodes cannot plan a function that reads a table within a condition.
DROP FUNCTION history_start(uuid, uuid);
