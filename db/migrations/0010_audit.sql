-- The audit trail: its place in the order, its time and its link are the database's to set. Before, whoever might add a line could
-- give it the highest id there is, and every later line would have been linked to that one instead of to its predecessor.

revoke insert on audit_events from {{auth}}, {{importer}};
grant insert (actor_kind, actor_login_id, action, subject_login_id, details) on audit_events to {{auth}};
-- The two hashes for programs of the version before, which send empty ones; the trigger replaces what is sent.
grant insert (actor_kind, action, details, previous_hash, hash) on audit_events to {{importer}};
