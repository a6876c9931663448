-- How logins are named and how long a starting code may wait are settings like the others.
grant update (login_pattern, starting_code_days) on cooperative to {{staff}};
