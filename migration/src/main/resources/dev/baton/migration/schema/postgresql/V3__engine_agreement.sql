-- What engines must have in common before one can hand over to the other.

alter table baton.engine
    add column protocol  integer not null default 0,
    add column agreement text not null default '';
comment on column baton.engine.protocol is 'Version of the protocol by which it hands streams over; 0 for an engine that cannot';
comment on column baton.engine.agreement is 'Its settings that must be equal in an engine that takes over from it: key and value, a line each';
