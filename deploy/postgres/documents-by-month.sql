-- Partitions issued documents by the month of their issue. Needs PostgreSQL 15 or newer. The service needs no change.
--
--   psql -v ON_ERROR_STOP=1 -f deploy/postgres/documents-by-month.sql "$DATABASE_URL"
--
-- Existing documents become one partition, without copying: their rows are read once. Then call these functions:
--
--   select superbill_documents_turn();      every day, from cron: begins a new month, and drops months that were purged
--   select superbill_documents_divide();    once, in a maintenance window, to divide existing documents by month
--
-- bench/partition-results.md says why only documents are partitioned, and what it gains. Partitions are ranges of seq, cut
-- where a month begins, and not ranges of dates: seq is the primary key, and every query names it. So the key stays unique
-- over all partitions, and a query looks into one of them. The unique keys that protect numbers, ids and corrections belong to
-- "superbills", which stays one table.

begin;

-- Locks in the same order as the service. Requests wait. If others hold the locks for too long, nothing is changed.
set local lock_timeout = '10s';
lock table superbills in share row exclusive mode;
lock table superbill_documents in access exclusive mode;

alter table superbill_documents rename to superbill_documents_before;
alter table superbill_documents_before rename constraint superbill_documents_pkey to superbill_documents_before_pkey;
create table superbill_documents (
	like superbill_documents_before including defaults including storage,
	constraint superbill_documents_pkey primary key (seq),
	constraint superbill_documents_seq_fkey foreign key (seq) references superbills (seq)
) partition by range (seq);
alter table superbill_documents attach partition superbill_documents_before for values from (minvalue) to (maxvalue);

-- Moves other indexes to all partitions. Across partitions, only the primary key can be unique.
do $$
declare
	old record;
begin
	for old in
		select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index
			where indrelid = 'superbill_documents_before'::regclass and not indisprimary
	loop
		execute format('drop index %s', old.name);
		execute replace(replace(old.definition, 'UNIQUE INDEX', 'INDEX'), '.superbill_documents_before ', '.superbill_documents ');
	end loop;
end $$;

-- Begins the partition of a month, once: new documents go there from now on. If this is called late, or never, they go
-- into the partition before, and nothing fails. Months are in UTC, like created_at.
-- Returns the name of a partition that it made, or null.
create function superbill_documents_begin(at timestamptz default now()) returns text language plpgsql as $$
declare
	fresh text := 'superbill_documents_' || to_char(at at time zone 'UTC', 'YYYY_MM');
	latest text;
	range text;
	cut bigint;
begin
	if to_regclass(fresh) is not null then return null; end if;
	perform set_config('lock_timeout', '2s', true);
	lock table superbills in share row exclusive mode;
	lock table superbill_documents in access exclusive mode;
	select child.relname, pg_get_expr(child.relpartbound, child.oid) into strict latest, range
		from pg_inherits join pg_class as child on child.oid = inhrelid
		where inhparent = 'superbill_documents'::regclass
			and pg_get_expr(child.relpartbound, child.oid) like '%(MAXVALUE)';
	execute format('select max(seq) + 1 from %I', latest) into cut;
	-- Nothing was issued: the empty partition becomes that of the new month.
	if cut is null then
		execute format('alter table %I rename to %I', latest, fresh);
		return fresh;
	end if;
	execute format('alter table superbill_documents detach partition %I', latest);
	execute format('alter table superbill_documents attach partition %I %s', latest,
		replace(range, '(MAXVALUE)', format('(%s)', cut)));
	execute format('create table %I partition of superbill_documents for values from (%s) to (maxvalue)', fresh, cut);
	return fresh;
end $$;

-- Drops empty partitions, whose documents the service has purged: only the service knows of legal holds and writes the
-- audit log. The latest partition stays. The disk space is free at once. Returns the names of the dropped partitions.
create function superbill_documents_drop_purged() returns setof text language plpgsql as $$
declare
	old text;
	kept boolean;
begin
	perform set_config('lock_timeout', '2s', true);
	for old in
		select child.relname from pg_inherits join pg_class as child on child.oid = inhrelid
			where inhparent = 'superbill_documents'::regclass
				and pg_get_expr(child.relpartbound, child.oid) not like '%(MAXVALUE)'
	loop
		execute format('select exists (select from %I)', old) into kept;
		continue when kept;
		lock table superbills in share row exclusive mode;
		lock table superbill_documents in access exclusive mode;
		execute format('drop table %I', old);
		return next old;
	end loop;
end $$;

create function superbill_documents_turn() returns setof text language sql as $$
	select 'begun: ' || fresh from superbill_documents_begin() as fresh where fresh is not null
	union all
	select 'dropped: ' || old from superbill_documents_drop_purged() as old;
$$;

-- Divides existing documents by month, all of them or none. It copies every document once and needs as much space again
-- until it ends. Meanwhile documents can be neither read nor issued, so stop the service. Returns the names of the new
-- partitions.
create function superbill_documents_divide() returns setof text language plpgsql as $$
declare
	range text;
	fresh text;
	part record;
begin
	lock table superbills in share row exclusive mode;
	lock table superbill_documents in access exclusive mode;
	if not exists (select from superbill_documents_before) then return; end if;
	select pg_get_expr(relpartbound, oid) into strict range
		from pg_class where oid = 'superbill_documents_before'::regclass;
	alter table superbill_documents detach partition superbill_documents_before;
	for part in
		with firsts as (
			select left(created_at, 7) as month, min(seq) as first from superbills
				where seq between (select min(seq) from superbill_documents_before)
					and (select max(seq) from superbill_documents_before)
				group by month
		), cuts as (
			-- The document of a slow request may be among those of the next month.
			select month, min(first) over (order by month desc) as cut from firsts
		)
		select max(month) as month, cut, lead(cut) over (order by cut) as next, lag(cut) over (order by cut) as before
			from cuts group by cut order by cut
	loop
		fresh := 'superbill_documents_' || replace(part.month, '-', '_');
		if to_regclass(fresh) is not null then fresh := fresh || '_before'; end if;
		execute format('create table %I partition of superbill_documents for values from (%s) to (%s)', fresh,
			case when part.before is null then 'minvalue' else part.cut::text end,
			coalesce(part.next::text, substring(range from 'TO \((.*)\)$')));
		execute format('insert into %I select * from superbill_documents_before where seq >= %s and seq < %s', fresh,
			part.cut, coalesce(part.next, 9223372036854775807));
		return next fresh;
	end loop;
	drop table superbill_documents_before;
end $$;

commit;
