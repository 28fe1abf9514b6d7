-- The handover of streams from one engine to another.

create table baton.handover (
    id               bigint not null,
    stream           text not null,
    link             text not null,
    from_engine      text not null,
    to_engine        text not null,
    to_slot          text not null,
    to_origin_slot   text not null check (to_origin_slot in ('A', 'B')),
    mode             text not null,
    cut_form         text not null,
    slot_form        text not null,
    token_form       text not null,
    shadow           boolean not null,
    on_deadline      text not null,
    confirm_millis   bigint not null,
    step             text not null,
    generation       bigint not null,
    read_position    text not null,
    prepared         boolean not null,
    agreed           boolean not null,
    token_known      boolean not null,
    wait_set         text[] not null,
    drained          boolean not null,
    drained_position text not null,
    token_seq        bigint not null,
    token            bytea,
    cut_made         text not null,
    cut_position     text not null,
    cut_at           timestamptz,
    offered_at       timestamptz not null,
    step_since       timestamptz not null,
    deadline         timestamptz not null,
    blockers_ended   boolean not null,
    window_ends      timestamptz,
    ended_how        text not null,
    reason           text not null,
    cleaned          boolean not null,
    history          text[] not null,
    primary key (stream, id)
);
create unique index handover_open on baton.handover (stream)
    where step <> 'DONE' and not (step = 'ABORTED' and cleaned);
comment on table baton.handover is 'Every handover of a stream that ends at this site. The row is the handover''s state: each step is written before it is acted on.';
comment on column baton.handover.id is 'Number of the swap; the same for all streams of the link, at both sites';
comment on column baton.handover.stream is 'The stream''s name; one handover of it is open at a time';
comment on column baton.handover.link is 'The link';
comment on column baton.handover.from_engine is 'The engine that owned the stream when the handover was offered';
comment on column baton.handover.to_engine is 'The engine that is to own it';
comment on column baton.handover.to_slot is 'The new engine''s replication slot at the source';
comment on column baton.handover.to_origin_slot is 'Which of the two sets of replication origins the new engine uses';
comment on column baton.handover.mode is 'DRAIN or FENCE';
comment on column baton.handover.cut_form is 'BOUNDARY: at the current owner''s next commit boundary. TOKEN: at a token in the audit trail';
comment on column baton.handover.slot_form is 'COPIED: the new engine''s slot is a copy of the owner''s. FRESH: it is made anew';
comment on column baton.handover.token_form is 'How tokens travel in the audit trail. MESSAGE: as a logical message. ROW: as a row of baton.token';
comment on column baton.handover.shadow is 'Whether both engines'' work is compared before the cut';
comment on column baton.handover.on_deadline is 'WAIT, ABORT or CANCEL_BLOCKERS';
comment on column baton.handover.confirm_millis is 'For how long the former owner stays ready to take the stream back, milliseconds';
comment on column baton.handover.step is 'PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT, TAKE_OVER, CONFIRM, RETURN, RETIRE, DONE or ABORTED';
comment on column baton.handover.generation is 'The generation promised to the new engine, then the one the handover last gave; never given again, also when it is aborted';
comment on column baton.handover.read_position is 'From where the new engine reads';
comment on column baton.handover.prepared is 'Whether the new engine has a read position';
comment on column baton.handover.agreed is 'Whether the digests of both engines agreed';
comment on column baton.handover.token_known is 'Whether the HANDOVER token came through';
comment on column baton.handover.wait_set is 'Ids of the listed transactions that the new engine cannot see from their beginning';
comment on column baton.handover.drained is 'Whether all of them have ended';
comment on column baton.handover.drained_position is 'A source position behind all their commits';
comment on column baton.handover.token_seq is 'Number of the last token issued for this handover';
comment on column baton.handover.token is 'The HANDOVER token, as it travels, with the list of the transactions open then';
comment on column baton.handover.cut_made is 'NOT_YET, HANDED_OVER or BY_FORCE';
comment on column baton.handover.cut_position is 'The source position that divides what the two engines apply';
comment on column baton.handover.cut_at is 'When the stream changed hands, by this site''s clock';
comment on column baton.handover.offered_at is 'When it was offered';
comment on column baton.handover.step_since is 'When it entered its step';
comment on column baton.handover.deadline is 'By when the first stream should be cut';
comment on column baton.handover.blockers_ended is 'Whether blockers were ended at the deadline';
comment on column baton.handover.window_ends is 'When the way back closes; null before the new engine''s first commit';
comment on column baton.handover.ended_how is 'NOT_YET, RETIRED, ABORTED, DIFFERED, HANDED_BACK or TAKEN_BACK';
comment on column baton.handover.reason is 'Why it was aborted';
comment on column baton.handover.cleaned is 'After an abort: whether nothing of the new engine is left';
comment on column baton.handover.history is 'What it went through: step, event, step, time';

create table baton.token (
    link       text not null,
    stream     text not null,
    handover   bigint not null,
    seq        bigint not null,
    content    bytea not null,
    written_at timestamptz not null default clock_timestamp(),
    primary key (stream, handover, seq)
);
comment on table baton.token is 'Tokens of streams that begin at this site, where its audit trail takes no messages: the row travels in the trail.';
comment on column baton.token.link is 'The link';
comment on column baton.token.stream is 'The stream whose trail the token travels in';
comment on column baton.token.handover is 'The handover it belongs to';
comment on column baton.token.seq is 'Its number in the handover';
comment on column baton.token.content is 'The token as it travels, signed under the link''s key';
comment on column baton.token.written_at is 'When it was written, by this site''s clock';

create unlogged table baton.rehearsal (
    id    bigint primary key,
    value text
);
comment on table baton.rehearsal is 'Where an engine that is about to own a stream rehearses applying. Always empty: every rehearsal is rolled back.';
comment on column baton.rehearsal.id is 'A number';
comment on column baton.rehearsal.value is 'A text';
