package dev.baton.migration.provision;

/**
 * A right that the engine's role needs.
 *
 * @param what as people say it: {@code SELECT, INSERT on public.account}
 * @param grant the statement that gives it
 * @param probe an SQL expression over {@code r.oid}, the role's number, that tells whether it is
 *     there
 */
record Right(String what, String grant, String probe) {}
