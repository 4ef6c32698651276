/**
 * What this server can do beyond the wire that every client knows, separated by spaces in `X-Conduit-Capabilities` of every
 * answer, which is where a Phorge says `gzip`. Arcanist passes over what it does not know. `idempotency-key`: a write is
 * answered once for its key, so that a client whose answer was lost may send it again.
 */
export const capabilities = ['gzip', 'idempotency-key'] as const
