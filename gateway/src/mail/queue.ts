import type { Gateway } from '../gateway.ts'

export interface Mail {
  /** One e-mail address. */
  readonly to: string
  readonly subject: string
  /** Plain text. */
  readonly body: string
}

/**
 * Writes a mail down to be sent, in the transaction of what it tells of: it is sent when that is done, also after a
 * crash, and not at all when it is undone. Without a mail server in the settings nothing is kept.
 */
export async function queueMail(gateway: Gateway, { to, subject, body }: Mail): Promise<void> {
  if (!gateway.config.smtpUrl) return
  const now = gateway.now()
  await gateway.database
    .insertInto('mail_queue')
    // A line break in a subject would begin a header.
    .values({
      recipient: to,
      subject: subject.replaceAll(/\s+/g, ' '),
      body,
      attempts: 0,
      next_attempt_at: now,
      created_at: now,
    })
    .execute()
  gateway.postman?.wake()
}
