DROP FUNCTION greeting(text);
