-- Long work that survives its process.

create table baton.workflow (
    kind       text not null,
    link       text not null,
    state      text not null,
    history    text[] not null,
    started_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp(),
    primary key (kind, link)
);
comment on table baton.workflow is 'Long commands on a link, such as provisioning: where each stands. Each transition is written before it is acted on; kept at the first of the link''s sites by name.';
comment on column baton.workflow.kind is 'Which command';
comment on column baton.workflow.link is 'The link';
comment on column baton.workflow.state is 'Its state: whoever runs the command again goes on there';
comment on column baton.workflow.history is 'What it went through since it began, the last 64: state, event, state, time in milliseconds since 1970';
comment on column baton.workflow.started_at is 'When it was begun, by this site''s clock';
comment on column baton.workflow.changed_at is 'When it entered its state, by this site''s clock';
