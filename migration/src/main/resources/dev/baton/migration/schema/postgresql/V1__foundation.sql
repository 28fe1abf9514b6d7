-- Baton's own tables. A newer version only adds; what goes away goes after the older engine has gone.

create table baton.stream (
    stream           text primary key,
    source_site      text not null,
    target_site      text not null,
    owner            text,
    generation       bigint not null default 0,
    source_system    text not null,
    source_timeline  integer not null,
    source_database  text not null,
    slot             text not null,
    origin_slot      text not null default 'A' check (origin_slot in ('A', 'B')),
    desired_state    text not null default 'RUNNING' check (desired_state in ('RUNNING', 'PAUSED', 'STOPPED')),
    taken_at         timestamptz not null default now()
);
comment on table baton.stream is 'Who owns each stream that ends at this site, and the source it reads. Changed only together with a new row of the applied log.';
comment on column baton.stream.stream is 'The stream''s name, source->target';
comment on column baton.stream.source_site is 'Name of the site the stream reads';
comment on column baton.stream.target_site is 'Name of the site the stream writes: this one';
comment on column baton.stream.owner is 'Id of the engine that owns the stream; null before the first';
comment on column baton.stream.generation is 'Grows by one whenever the stream is taken, also at each start of the same engine';
comment on column baton.stream.source_system is 'System identifier of the source server that progress speaks of';
comment on column baton.stream.source_timeline is 'Timeline of the source server that progress speaks of';
comment on column baton.stream.source_database is 'Database at the source';
comment on column baton.stream.slot is 'The owner''s replication slot at the source';
comment on column baton.stream.origin_slot is 'Which of the two sets of replication origins the owner uses';
comment on column baton.stream.desired_state is 'What the operator wants: RUNNING, PAUSED or STOPPED; the engine follows';
comment on column baton.stream.taken_at is 'When the owner took the stream, by this site''s clock';

create table baton.applied (
    stream             text not null,
    seq                bigint not null,
    generation         bigint not null,
    engine             text not null,
    source_position    text not null,
    source_commit_time timestamptz not null,
    transactions       integer not null,
    rows               bigint not null,
    taken              boolean not null default false,
    applied_at         timestamptz not null default clock_timestamp(),
    primary key (stream, seq)
);
comment on table baton.applied is 'The applied log: one row for each apply transaction, numbered without gaps. The last row is the stream''s progress; the key is the fence.';
comment on column baton.applied.stream is 'The stream''s name';
comment on column baton.applied.seq is 'Number of the apply transaction, without gaps; two engines cannot both write the next one';
comment on column baton.applied.generation is 'Generation of the engine that applied it';
comment on column baton.applied.engine is 'Id of the engine that applied it';
comment on column baton.applied.source_position is 'Everything the source committed up to here is applied';
comment on column baton.applied.source_commit_time is 'Commit time at the source of the last transaction applied';
comment on column baton.applied.transactions is 'Source transactions in this apply transaction';
comment on column baton.applied.rows is 'Row changes read for this apply transaction';
comment on column baton.applied.taken is 'True for a row that took the stream for a generation; such rows and the row before each are never removed, for a fenced engine''s next number is one of them';
comment on column baton.applied.applied_at is 'When it was applied, by this site''s clock';

create unlogged table baton.engine (
    engine         text primary key,
    generation     bigint not null,
    state          text not null,
    version        text not null,
    host           text not null,
    pid            bigint not null,
    started_at     timestamptz not null default now(),
    heartbeat_at   timestamptz not null default now(),
    stop_requested boolean not null default false
);
comment on table baton.engine is 'Engines that run, or ran last. Unlogged: it is rewritten every second and would fill the audit trail.';
comment on column baton.engine.engine is 'The engine''s id';
comment on column baton.engine.generation is 'The highest generation it owns a stream under';
comment on column baton.engine.state is 'STARTING, ACTIVE, STOPPING or FAILED';
comment on column baton.engine.version is 'Baton''s version';
comment on column baton.engine.host is 'Host the process runs on';
comment on column baton.engine.pid is 'Its process id there';
comment on column baton.engine.started_at is 'When the process registered';
comment on column baton.engine.heartbeat_at is 'When it last said that it lives, by this site''s clock';
comment on column baton.engine.stop_requested is 'Set by ''baton stop''';

create unlogged table baton.stream_status (
    stream                text primary key,
    engine                text not null,
    generation            bigint not null,
    state                 text not null,
    source_position       text,
    applied_position      text,
    lag_millis            bigint,
    lag_bytes             bigint,
    applied_transactions  bigint not null default 0,
    applied_rows          bigint not null default 0,
    filtered_transactions bigint not null default 0,
    conflicts             bigint not null default 0,
    quarantined           bigint not null default 0,
    last_error            text,
    reported_at           timestamptz not null default now()
);
comment on table baton.stream_status is 'What the owner last said about each stream that ends at this site. Unlogged, as baton.engine.';
comment on column baton.stream_status.stream is 'The stream''s name';
comment on column baton.stream_status.engine is 'The engine that reports';
comment on column baton.stream_status.generation is 'The generation it reports under';
comment on column baton.stream_status.state is 'STARTING, LOADING, STREAMING, DRAINING, HANDED_OVER, PAUSED, STOPPED or FAILED';
comment on column baton.stream_status.source_position is 'The last position read';
comment on column baton.stream_status.applied_position is 'The last position applied';
comment on column baton.stream_status.lag_millis is 'Age of the oldest work not applied yet, milliseconds';
comment on column baton.stream_status.lag_bytes is 'Trail between the source''s end and what is applied, bytes';
comment on column baton.stream_status.applied_transactions is 'Source transactions applied since the process started';
comment on column baton.stream_status.applied_rows is 'Row changes applied since the process started';
comment on column baton.stream_status.filtered_transactions is 'Replicated transactions dropped by the loop filter since the process started';
comment on column baton.stream_status.conflicts is 'Conflicts met since the process started';
comment on column baton.stream_status.quarantined is 'Rows quarantined since the process started';
comment on column baton.stream_status.last_error is 'The last error, with its code; null when there is none';
comment on column baton.stream_status.reported_at is 'When it was reported, by this site''s clock';

create table baton.link_key (
    link       text primary key,
    key        bytea not null,
    created_at timestamptz not null default now()
);
comment on table baton.link_key is 'The key under which tokens and hand-off reports are signed. Readable by Baton''s role only.';
comment on column baton.link_key.link is 'The link';
comment on column baton.link_key.key is '256 random bits, the same at both sites';
comment on column baton.link_key.created_at is 'When provision made it';
