-- Searching the register begins at the terms, by their index. Behind row-level security the planner may not use a range that is made of
-- another table's words before the policy was asked, and so it read every term there is. This asks for the role first, and then looks.
create function register_terms_with(asked_kind text, words text[], most integer)
  returns table(subject_id text, from_publication integer)
  language sql stable security definer rows 100 set search_path={{schema}}, pg_temp
as $$
  select t.subject_id, t.from_publication
    from (select w as longest from unnest(words) w order by char_length(w) desc, w limit 1) l
    join register_terms t on t.kind = asked_kind and t.term >= l.longest and t.term < l.longest || chr(1114111)
   where current_staff_role() in ('clerk', 'accountant', 'administrator')
     and not exists (
       select from unnest(words) w
        where w <> l.longest and not exists (
          select from register_terms o
           where o.subject_id = t.subject_id and o.from_publication = t.from_publication and o.kind = asked_kind
             and o.term >= w and o.term < w || chr(1114111)))
   limit most
$$;
revoke execute on function register_terms_with(text, text[], integer) from public;
grant execute on function register_terms_with(text, text[], integer) to {{staff}};
