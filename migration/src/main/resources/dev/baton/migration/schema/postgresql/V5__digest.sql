-- What two engines make of the same trail, compared before a stream is handed over.

create table baton.shadow (
    stream     text not null,
    handover   bigint not null,
    millis     bigint not null,
    noted_from pg_lsn,
    noted_to   pg_lsn,
    noted_at   timestamptz,
    missed     bigint not null default 0,
    compared   bigint not null default 0,
    difference text not null default '',
    primary key (stream, handover)
);
comment on table baton.shadow is 'The comparison of a handover whose step SHADOW was asked for: how long, how far, with what result.';
comment on column baton.shadow.stream is 'The stream''s name';
comment on column baton.shadow.handover is 'Number of the swap';
comment on column baton.shadow.millis is 'For how long the engines are compared, milliseconds';
comment on column baton.shadow.noted_from is 'Source position after which the current owner notes every transaction; null before it has begun';
comment on column baton.shadow.noted_to is 'Source position up to which its notes are complete';
comment on column baton.shadow.noted_at is 'When the current owner last wrote its notes, by this site''s clock';
comment on column baton.shadow.missed is 'Transactions that the current owner could not note';
comment on column baton.shadow.compared is 'Transactions that were compared';
comment on column baton.shadow.difference is 'The first transaction that differs; empty while none does';

create table baton.digest (
    stream          text not null,
    handover        bigint not null,
    source_position pg_lsn not null,
    transaction_id  bigint not null,
    digest          text not null,
    tables          text[] not null,
    primary key (stream, handover, source_position)
);
comment on table baton.digest is 'What the current owner of a stream in step SHADOW writes for each source transaction, as digests. Empty at any other time.';
comment on column baton.digest.stream is 'The stream''s name';
comment on column baton.digest.handover is 'Number of the swap';
comment on column baton.digest.source_position is 'End of the transaction''s commit in the source''s trail';
comment on column baton.digest.transaction_id is 'The transaction''s id at the source, as the trail tells it';
comment on column baton.digest.digest is 'Of all that is written, in its order: the first 128 bits of SHA-256, in hex';
comment on column baton.digest.tables is 'The same for each target table: its name, an equals sign, the digest of what is written to it';
