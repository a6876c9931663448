-- Two clerks at one request within the same moment: a number tells what each of them saw, a clock may not.
alter table change_requests add column version integer not null default 1;
grant update (version) on change_requests to {{staff}};
