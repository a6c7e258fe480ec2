-- Accounts, what is to happen to them, and what is to be sent. The rows are the truth. A job of graphile-worker only says
-- when to look at them: one that is lost, runs twice or runs late changes nothing, and what is overdue is woken again.
-- `json` and not `jsonb`: what was written comes back letter by letter. Times are epoch milliseconds.
create schema if not exists push;
create table if not exists push.account (
  jid text primary key,
  state json not null,
  set_aside text -- why the state cannot be read; what is due for the account waits until somebody has mended it
);

-- The mailbox of every account: what happened to it, and what is going to (its timers).
create table if not exists push.event (
  number bigint generated always as identity primary key,
  jid text not null,
  due bigint not null,
  timer text unique,
  event json not null
);
create index if not exists event_in_order on push.event (jid, due, number);
create index if not exists event_overdue on push.event (due);

-- What goes out. A publish stays until it is answered, dropped or given up.
create table if not exists push.outgoing (
  number bigint generated always as identity primary key,
  id text not null unique,
  jid text not null,
  what json not null,
  registration json, -- of a publish: the one that it is for, then its key and its service
  key text,
  service text,
  due bigint not null, -- when it is to be sent or, once it was, to be given up
  sent boolean not null default false
);
create index if not exists outgoing_of_account on push.outgoing (jid);
create index if not exists outgoing_overdue on push.outgoing (due);
create table if not exists push.dead_letter (number bigint primary key, jid text, event json, reason text);

create or replace function push.now() returns bigint language sql stable as
  $$ select floor(extract(epoch from clock_timestamp()) * 1000)::bigint $$;

-- No job comes back where a worker takes the one with this key at this very moment: it may look too early, so again.
create or replace function push.add_job(task text, payload json, due bigint, key text) returns void language plpgsql as $$
begin loop
    exit when (graphile_worker.add_job(task, payload, job_key := key, run_at := to_timestamp((due + 1) / 1000.0))).id > 0;
end loop; end $$;

create or replace function push.wake(of_jid text) returns void language sql as
  $$ select push.add_job('account', json_build_object('jid', of_jid), push.now(), 'account:' || md5(of_jid)) $$;

-- An event is taken in. It is due at once, also where the clock of the machine that saw it is ahead. It is on the disk when
-- its transaction ends, also over a connection that does not wait for that otherwise.
create or replace function push.take_in(of_jid text, at bigint, happened json) returns void language sql as $$
  select set_config('synchronous_commit', 'on', true);
  insert into push.event (jid, due, event) values (of_jid, least(at, push.now()), happened);
  select push.wake(of_jid) $$;

-- The oldest event that is due leaves the mailbox.
create or replace function push.next(of_jid text) returns table (number bigint, event json) language sql as $$
  delete from push.event as e where e.number = (
    select f.number from push.event as f where f.jid = of_jid and f.due <= push.now() order by f.due, f.number limit 1
  ) returning e.number, e.event $$;

create or replace function push.start_timer(of_jid text, name text, at bigint, fired json) returns void language sql as $$
  insert into push.event (jid, due, timer, event) values (of_jid, at, name, fired)
    on conflict (timer) do update set due = excluded.due, event = excluded.event;
  select push.add_job('account', json_build_object('jid', of_jid), at, 'timer:' || md5(name)) $$;
create or replace function push.stop_timer(name text) returns void language sql as $$
  delete from push.event where timer = name;
  select graphile_worker.remove_job('timer:' || md5(name)) $$;

create or replace function push.resend(of_id text) returns void language sql as
  $$ select push.add_job('send', json_build_object('id', of_id), push.now(), 'send:' || of_id) $$;
create or replace function push.send(of_id text, of_jid text, what json, registration json, key text, service text)
  returns void language sql as $$
  insert into push.outgoing (id, jid, what, registration, key, service, due)
    values (of_id, of_jid, what, registration, key, service, push.now());
  select push.resend(of_id) $$;

-- A publish waits for its answer now; nothing else is answered.
create or replace function push.sent(of_id text, patience bigint) returns void language sql as $$
  delete from push.outgoing where id = of_id and registration is null;
  update push.outgoing set sent = true, due = push.now() + patience where id = of_id $$;

-- An answer counts once, and only from the service that was asked: a forged one leaves the publish as it is.
create or replace function push.answered(of_id text, sender text, answer json) returns boolean language plpgsql as $$
declare gone push.outgoing;
begin
  delete from push.outgoing where id = of_id and service = sender returning * into gone;
  if gone.id is null then return false; end if;
  perform push.take_in(gone.jid, push.now(), json_build_object('_tag', 'PublishAnswered', 'at', push.now(),
    'registration', gone.registration, 'from', sender, 'answer', answer));
  return true;
end $$;
create or replace function push.give_up(of_id text) returns boolean language sql as
  $$ select push.answered(of_id, service, '{"_tag":"TimedOut"}') from push.outgoing where id = of_id $$;

-- What should have happened a while ago and no job is about to do: a worker died. Each is a function above and its
-- argument, to be called one by one, so that no transaction holds many accounts.
create or replace function push.overdue(late bigint) returns table (call text, argument text) language sql as $$
  with ready as (select key from graphile_worker.jobs
    where locked_at is null and attempts < max_attempts and run_at <= now() and key is not null),
  tardy as (select distinct jid from push.event as e where due < push.now() - late
    and not exists (select from push.account as a where a.jid = e.jid and a.set_aside is not null) limit 1000)
  select 'wake', jid from tardy where 'account:' || md5(jid) not in (select key from ready)
  union all (select case when sent then 'give_up' else 'resend' end, id from push.outgoing
    where due < push.now() - late and (sent or 'send:' || id not in (select key from ready)) limit 1000)
$$;
