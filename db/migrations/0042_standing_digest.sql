-- A page drawn from the books holds while the publication, the day and the premises somebody stands for are the same. The first two are
-- in every page's frame; this is the third, as one short text, so that a page kept in memory is never sent on a right that is gone.
create function my_standing_digest() returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select coalesce(md5(string_agg(concat_ws('|', premises_id, party_id, role, since), ';'
                                 order by premises_id, party_id, role, since)), '')
    from my_standing()
$$;
revoke execute on function my_standing_digest from public;
grant execute on function my_standing_digest to {{resident}};
