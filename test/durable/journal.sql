-- What the proof writes down beside the host, in the host's own transactions: every row that left the mailbox, in the
-- order in which it left, and whether it was applied or its timer was stopped.
create schema proof;
create table proof.journal (
  place bigint generated always as identity primary key,
  jid text not null,
  due bigint not null,
  timer text,
  event json not null,
  stopped boolean not null
);
create function proof.note() returns trigger language plpgsql as $$
begin
  insert into proof.journal (jid, due, timer, event, stopped)
    values (old.jid, old.due, old.timer, old.event, current_query() like '%push.stop_timer(%');
  return old;
end $$;
create trigger note after delete on push.event for each row execute function proof.note();
